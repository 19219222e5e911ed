package io.dengine.client.remote;

import java.time.Duration;

/** The environment of connections: ways to dial and read, a clock, and random numbers. */
interface Ways {
    /** Returns a way for {@code link}, which does nothing before it is started. */
    Way to(Link link);

    /** Returns monotonic nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** Returns a random number from 0 (inclusive) to 1 (exclusive). */
    double chance();

    /** Runs {@code task} at this interval until these ways are closed. Called once. */
    void every(Duration interval, Runnable task);

    /** Stops the repeated task. Does not wait. */
    void close();

    /** Waits for the thread of the repeated task, if there is one and the caller does not run on it. */
    void join(Duration timeout) throws InterruptedException;
}
