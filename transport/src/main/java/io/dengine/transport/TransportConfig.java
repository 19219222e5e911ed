package io.dengine.transport;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * The settings of connections between peers. The values of {@link #standard} suit almost everybody.
 *
 * @param maxFrameBytes the longest frame body that is sent or accepted, up to {@link PeerCodec#MAX_BODY_BYTES}
 * @param maxQueuedBytes how much may wait for one peer before messages are dropped
 * @param connectTimeoutMillis how long dialling, and the hello after it, may take
 * @param retryMinMillis the first pause after a connection failed; it doubles from there
 * @param retryMaxMillis the longest pause
 * @param pingMillis how often the dialling side asks for a sign of life
 * @param silenceMillis after how long without any byte a connection counts as broken
 * @param tls encrypts the connections that are dialled, or null; those that are accepted are the listener's affair
 * @param trust who counts as a peer
 */
public record TransportConfig(
        int maxFrameBytes,
        int maxQueuedBytes,
        int connectTimeoutMillis,
        int retryMinMillis,
        int retryMaxMillis,
        int pingMillis,
        int silenceMillis,
        @Nullable SslContext tls,
        PeerTrust trust) {
    /** How often longer than dialling a proof may take, for which the other side has to dial, too. */
    private static final int PROOF_FACTOR = 2;

    public TransportConfig {
        require(maxFrameBytes >= 1024 && maxFrameBytes <= PeerCodec.MAX_BODY_BYTES, "the frame limit is out of range");
        require(maxQueuedBytes >= 1024, "the queue must hold at least a kilobyte");
        require(connectTimeoutMillis >= 1, "the connect timeout must be positive");
        require(retryMinMillis >= 1 && retryMaxMillis >= retryMinMillis, "the retry pauses must form a range");
        require(pingMillis >= 1 && silenceMillis > 2 * pingMillis, "silence must last longer than two pings");
    }

    /** 64 MiB frames and queues, reconnects after 50 ms to 1 s, a peer is given up after 4 s of silence. */
    public static TransportConfig standard() {
        return new TransportConfig(
                PeerCodec.MAX_BODY_BYTES, 64 << 20, 1_000, 50, 1_000, 1_000, 4_000, null, PeerTrust.ADDRESSES);
    }

    private TransportConfig encrypted(SslContext newTls) {
        return new TransportConfig(
                maxFrameBytes,
                maxQueuedBytes,
                connectTimeoutMillis,
                retryMinMillis,
                retryMaxMillis,
                pingMillis,
                silenceMillis,
                newTls,
                trust);
    }

    /** The same with encryption by these files, and what they say of who is a peer; or without, if there are none. */
    public TransportConfig withTls(@Nullable NodeTls newTls) {
        return newTls == null
                ? this
                : encrypted(newTls.dialling()).withTrust(trust.withCertificates(newTls.peers()));
    }

    /** The same with another rule for who is a peer. */
    public TransportConfig withTrust(PeerTrust newTrust) {
        return new TransportConfig(
                maxFrameBytes,
                maxQueuedBytes,
                connectTimeoutMillis,
                retryMinMillis,
                retryMaxMillis,
                pingMillis,
                silenceMillis,
                tls,
                newTrust);
    }

    /**
     * The longest time between two attempts to reach a peer: one that fails as late as it may, and the pause after it.
     * Who has listened for longer has been called by all that look for it at its address.
     */
    public int longestPauseMillis() {
        return connectTimeoutMillis + retryMaxMillis;
    }

    /** How long somebody who says hello may take to prove who that is. */
    int proofTimeoutMillis() {
        return PROOF_FACTOR * connectTimeoutMillis;
    }

    /** How long the answer to a hello may take. */
    int welcomeTimeoutMillis() {
        return (PROOF_FACTOR + 1) * connectTimeoutMillis;
    }

    /**
     * Encrypts a connection that is about to be dialled, if this says so. The host is looked for in the certificate.
     */
    void encrypt(Channel channel, String host, int port) {
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc(), host, port));
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
