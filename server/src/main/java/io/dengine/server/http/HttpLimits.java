package io.dengine.server.http;

/**
 * What a client may ask of a connection.
 *
 * @param maxRequestLineBytes method, path and query together
 * @param maxHeaderBytes all header fields together
 * @param maxBodyBytes the body
 * @param headMillis how long the head of the first request may take
 * @param bodyMillis how long a body may take after its head
 * @param idleMillis how long a connection may wait between requests, and the head of a later request may take
 * @param answerMillis after how long a request without an answer is given up
 */
public record HttpLimits(
        int maxRequestLineBytes,
        int maxHeaderBytes,
        int maxBodyBytes,
        int headMillis,
        int bodyMillis,
        int idleMillis,
        int answerMillis) {
    /** 16 KiB lines and headers, 8 MiB bodies, 10 s for a head, 30 s for a body, 60 s idle, 30 s for an answer. */
    public static HttpLimits standard() {
        return new HttpLimits(16 << 10, 16 << 10, 8 << 20, 10_000, 30_000, 60_000, 30_000);
    }
}
