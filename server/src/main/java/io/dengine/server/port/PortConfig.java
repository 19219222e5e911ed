package io.dengine.server.port;

import io.dengine.server.http.HttpLimits;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the shared port.
 *
 * @param host the address to listen on
 * @param port from 1 to 65535, or 0 to have one chosen
 * @param maxConnections the maximum number of open client connections
 * @param firstBytesMillis the time for which a new connection may stay silent
 * @param maxMessageBytes the longest gRPC message
 * @param maxStreams the maximum number of concurrent gRPC calls of one connection
 * @param http the limits of HTTP/1.1 connections
 * @param tls encrypts all connections and refuses plain text; null for no encryption
 */
public record PortConfig(
        String host,
        int port,
        int maxConnections,
        int firstBytesMillis,
        int maxMessageBytes,
        int maxStreams,
        HttpLimits http,
        @Nullable SslContext tls) {
    /**
     * Returns the defaults: 10,000 connections, 10 s for the first bytes, 8 MiB messages, 4,096 calls, no encryption.
     */
    public static PortConfig standard(String host, int port) {
        return new PortConfig(host, port, 10_000, 10_000, 8 << 20, 4_096, HttpLimits.standard(), null);
    }

    /** Returns the same settings with encryption, or without. */
    public PortConfig withTls(@Nullable SslContext newTls) {
        return new PortConfig(host, port, maxConnections, firstBytesMillis, maxMessageBytes, maxStreams, http, newTls);
    }
}
