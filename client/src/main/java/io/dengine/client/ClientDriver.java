package io.dengine.client;

/**
 * The clock, the task queue and the random numbers of a client in a simulation, which runs in one thread.
 *
 * @see EngineClient#driven
 */
public interface ClientDriver {
    /** Returns monotonic nanoseconds of the clock of the machine that the client runs on. */
    long nanoTime();

    /** Runs {@code task} once after {@code delayNanos} nanoseconds of that clock, not before this call returns. */
    void after(long delayNanos, Runnable task);

    /** Returns a random number from 0 (inclusive) to 1 (exclusive). */
    double chance();
}
