package io.dengine.client;

/**
 * The time, the tasks and the chance of a client that runs in a simulation, all of it in one thread.
 *
 * @see EngineClient#driven
 */
public interface ClientDriver {
    /** Monotonic nanoseconds, by the clock of the machine that the client is on. */
    long nanoTime();

    /** Runs {@code task} once so many nanoseconds of that clock have passed, not before this call returns. */
    void after(long delayNanos, Runnable task);

    /** A random number from 0 up to, not including, 1. */
    double chance();
}
