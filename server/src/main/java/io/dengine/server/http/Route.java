package io.dengine.server.http;

/** Answers the requests for one path. */
@FunctionalInterface
interface Route {
    /**
     * Answers the request, now or later.
     *
     * @param arguments those that the path's {@link Parameters} name
     * @throws BadRequestException if the request is wrong
     */
    void handle(HttpExchange exchange, Arguments arguments);
}
