package io.dengine.server.http;

/** What answers requests. */
public interface HttpHandler {
    /**
     * Answers a request, now or later: called on an event loop, so it must not block. An exception is answered with a
     * 500 that tells nothing about it.
     */
    void handle(HttpExchange exchange);
}
