package io.dengine.client;

import io.dengine.api.EngineException;

/**
 * Receives an event for each request of a client: to count, measure or trace requests.
 *
 * <p>Called on threads of the client, of the engine and of users, so it must return quickly and must not block. What it
 * throws is logged and does not affect the request. Renewals in the background have the operation name {@code
 * keep-alive}.
 */
@FunctionalInterface
public interface CallObserver {
    /** Ignores all requests. */
    CallObserver NONE = operation -> Ongoing.UNOBSERVED;

    /**
     * Called when a request begins, on the thread that makes it.
     *
     * @param operation one of a small number of names, such as {@code put} or {@code range}
     * @return receives the end of the request, once
     */
    Ongoing begun(String operation);

    /** A request that has begun. Exactly one of its methods is called, once. */
    interface Ongoing {
        /** Ignores the end of the request. */
        Ongoing UNOBSERVED = new Ongoing() {
            @Override
            public void succeeded(int attempts, long durationNanos) {}

            @Override
            public void failed(EngineException failure, int attempts, long durationNanos) {}
        };

        /**
         * Called when the request was answered.
         *
         * @param attempts the number of times it was sent
         * @param durationNanos the time since it began, including all waiting
         */
        void succeeded(int attempts, long durationNanos);

        /**
         * Called when the request failed.
         *
         * @param failure the failure that the caller receives
         * @param attempts the number of times it was sent; may be 0
         * @param durationNanos the time since it began, including all waiting
         */
        void failed(EngineException failure, int attempts, long durationNanos);
    }
}
