package io.dengine.server.http;

/** A handler that answers requests. */
public interface HttpHandler {
    /**
     * Answers a request, now or later. Called on an event loop, so it must not block. An exception is answered with a
     * 500 that contains no details of it.
     */
    void handle(HttpExchange exchange);
}
