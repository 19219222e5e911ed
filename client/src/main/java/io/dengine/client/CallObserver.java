package io.dengine.client;

import io.dengine.api.EngineException;

/**
 * Is told of each request that a client makes: to count, to time, to trace.
 *
 * <p>It is called on threads of the client, of the engine and of users: it must be short, must not block, and must not
 * throw. Renewals in the background are told as {@code keep-alive}.
 */
@FunctionalInterface
public interface CallObserver {
    /** Is told nothing. */
    CallObserver NONE = operation -> Ongoing.UNOBSERVED;

    /**
     * A request begins, on the thread that makes it.
     *
     * @param operation one of a small number of names, such as {@code put} or {@code range}
     * @return is told once how the request ended
     */
    Ongoing begun(String operation);

    /** A request that has begun. One of its methods is called, once. */
    interface Ongoing {
        /** Is told nothing. */
        Ongoing UNOBSERVED = new Ongoing() {
            @Override
            public void succeeded(int attempts, long durationNanos) {}

            @Override
            public void failed(EngineException failure, int attempts, long durationNanos) {}
        };

        /**
         * The request was answered.
         *
         * @param attempts how often it was sent
         * @param durationNanos since it began, with all waiting
         */
        void succeeded(int attempts, long durationNanos);

        /**
         * The request failed.
         *
         * @param failure what its caller gets
         * @param attempts how often it was sent; may be 0
         * @param durationNanos since it began, with all waiting
         */
        void failed(EngineException failure, int attempts, long durationNanos);
    }
}
