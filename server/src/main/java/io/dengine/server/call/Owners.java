package io.dengine.server.call;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Determines the owner that the sessions and leases of a connection are charged to: the name in the client's
 * certificate if there is one, else its host. Never a name that the client sends without proof.
 */
final class Owners {
    /** The part of an IPv6 address that identifies the network; a host chooses the rest itself. */
    private static final int NETWORK_BYTES = 8;

    private static final long BASIS = 0xcbf2_9ce4_8422_2325L;
    private static final long PRIME = 0x100_0000_01b3L;

    private Owners() {}

    /** Returns the owner of a connection: positive, and the same on every node. */
    static long of(Channel channel) {
        String name = certified(channel.pipeline().get(SslHandler.class));
        if (name != null) {
            return number(name.getBytes(StandardCharsets.UTF_8));
        }
        return channel.remoteAddress() instanceof InetSocketAddress from && from.getAddress() != null
                ? number(host(from.getAddress()))
                : 1;
    }

    private static @Nullable String certified(@Nullable SslHandler encryption) {
        if (encryption == null) {
            return null;
        }
        try {
            return encryption.engine().getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return null; // clients need no certificate here
        }
    }

    private static byte[] host(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address && !address.isLoopbackAddress()
                ? Arrays.copyOf(bytes, NETWORK_BYTES)
                : bytes;
    }

    private static long number(byte[] name) {
        long hash = BASIS;
        for (byte each : name) {
            hash = (hash ^ each) * PRIME;
        }
        return Math.max(1, (hash ^ hash >>> 32) & Long.MAX_VALUE);
    }
}
