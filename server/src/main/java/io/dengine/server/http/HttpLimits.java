package io.dengine.server.http;

/**
 * The limits of a client's connection.
 *
 * @param maxRequestLineBytes method, path and query together
 * @param maxHeaderBytes all header fields together
 * @param maxBodyBytes the body
 * @param headMillis the time limit for the head of the first request
 * @param bodyMillis the time limit for a body after its head
 * @param idleMillis the time limit for the wait between requests together with the head of a later request
 * @param answerMillis the time limit for an answer
 */
public record HttpLimits(
        int maxRequestLineBytes,
        int maxHeaderBytes,
        int maxBodyBytes,
        int headMillis,
        int bodyMillis,
        int idleMillis,
        int answerMillis) {
    /**
     * Returns 16 KiB lines and headers, 8 MiB bodies, 10 s for a head, 30 s for a body, 60 s idle, 30 s for an answer.
     */
    public static HttpLimits standard() {
        return new HttpLimits(16 << 10, 16 << 10, 8 << 20, 10_000, 30_000, 60_000, 30_000);
    }
}
