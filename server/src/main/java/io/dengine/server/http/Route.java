package io.dengine.server.http;

/** Answers the requests for one path. */
@FunctionalInterface
interface Route {
    /**
     * Answers the request, now or later.
     *
     * @throws BadRequestException if the request is wrong
     */
    void handle(HttpExchange exchange);
}
