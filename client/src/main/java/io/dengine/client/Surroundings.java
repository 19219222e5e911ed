package io.dengine.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The environment of a client: clock, threads and random numbers. A simulation provides its own. */
interface Surroundings {
    Timers timers();

    /** Returns the executor of users' code. */
    Executor executor();

    /** Returns a random number from 0 (inclusive) to 1 (exclusive). */
    double chance();

    /** Waits a short, bounded time for the answer to a last request. */
    void awaitBriefly(CompletableFuture<?> answer);

    /** Ends the threads. */
    void endThreads();
}
