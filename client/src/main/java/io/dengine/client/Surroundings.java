package io.dengine.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What a client needs beside whoever answers its calls: time, threads and chance. A simulation brings its own. */
interface Surroundings {
    Timers timers();

    /** Where users' code runs. */
    Executor executor();

    /** A random number from 0 up to, not including, 1. */
    double chance();

    /** Waits for the answer to a last request, for a short time and no longer. */
    void awaitBriefly(CompletableFuture<?> answer);

    /** Ends the threads. */
    void endThreads();
}
