package io.dengine.client.remote;

import java.time.Duration;

/** What connections need beside the nodes: somebody who dials and reads, time, and chance. */
interface Ways {
    /** A way for {@code link}, which does nothing before it is started. */
    Way to(Link link);

    /** Monotonic nanoseconds from an arbitrary origin. */
    long nanoTime();

    /** A random number from 0 up to, not including, 1. */
    double chance();

    /** Runs {@code task} at such intervals until these ways are closed. Called once. */
    void every(Duration interval, Runnable task);

    /** Lets the repeated task run no more. Does not wait. */
    void close();

    /** Waits for the thread of the repeated task, if there is one and the caller is not on it. */
    void join(Duration timeout) throws InterruptedException;
}
