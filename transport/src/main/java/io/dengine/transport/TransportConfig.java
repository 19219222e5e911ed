package io.dengine.transport;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of connections between peers. The values of {@link #standard} suit almost every cluster.
 *
 * @param maxFrameBytes the maximum frame body that is sent or accepted, from 1,024 to {@link PeerCodec#MAX_BODY_BYTES}
 * @param maxQueuedBytes the maximum size of the messages that wait for one peer; more are dropped. From 1,024
 * @param connectTimeoutMillis the maximum time for dialling, and for the hello after it; from 1. After failures in a
 *     row the hello may take longer, see {@link Patience}
 * @param retryMinMillis the first pause after a connection failed, from 1; it doubles from there
 * @param retryMaxMillis the longest pause
 * @param pingMillis the interval of the dialling side's pings; from 1
 * @param silenceMillis the time without any byte after which a connection counts as broken; more than two pings
 * @param tls encrypts the connections that are dialled, or null; the listener configures those that are accepted
 * @param trust decides who is a peer
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
    /** The time limit of a proof as a multiple of that of dialling: for a proof the other side has to dial, too. */
    private static final int PROOF_FACTOR = 2;

    public TransportConfig {
        require(maxFrameBytes >= 1024 && maxFrameBytes <= PeerCodec.MAX_BODY_BYTES, "the frame limit is out of range");
        require(maxQueuedBytes >= 1024, "the queue must hold at least a kilobyte");
        require(connectTimeoutMillis >= 1, "the connect timeout must be positive");
        require(retryMinMillis >= 1 && retryMaxMillis >= retryMinMillis, "the retry pauses must form a range");
        require(pingMillis >= 1 && silenceMillis > 2 * pingMillis, "silence must last longer than two pings");
    }

    /**
     * Returns the defaults: 64 MiB frames and queues, reconnects after 50 ms to 1 s, a connection is broken after 4 s
     * of silence.
     */
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

    /**
     * Returns this configuration with TLS and its rule for the certificates of peers; this configuration itself if
     * {@code newTls} is null.
     */
    public TransportConfig withTls(@Nullable NodeTls newTls) {
        return newTls == null ? this : encrypted(newTls.dialling()).withTrust(trust.withCertificates(newTls.peers()));
    }

    /** Returns this configuration with another rule for who is a peer. */
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
     * Returns the longest time between two attempts to reach a peer, in milliseconds: an attempt that fails as late as
     * possible, and the pause after it. A node that has listened for longer was dialled by all nodes that look for it
     * at its address.
     */
    public int longestPauseMillis() {
        return connectTimeoutMillis + retryMaxMillis;
    }

    /** Returns the time that a dialling node has after its hello to prove its identity, in milliseconds. */
    int proofTimeoutMillis() {
        return PROOF_FACTOR * connectTimeoutMillis;
    }

    /** Returns the maximum time for the answer to a hello, in milliseconds. */
    int welcomeTimeoutMillis() {
        return (PROOF_FACTOR + 1) * connectTimeoutMillis;
    }

    /**
     * Encrypts a connection that is about to be dialled, if TLS is configured. The certificate of the other side must
     * have the host among its names.
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
