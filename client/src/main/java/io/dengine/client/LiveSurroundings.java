package io.dengine.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The clock, threads and random numbers of this machine. */
final class LiveSurroundings implements Surroundings {
    private static final long LAST_ANSWER_MILLIS = 200;

    private final TimerThread timers = new TimerThread();
    private final UserThreads ownThreads;
    private final Executor executor;

    LiveSurroundings(ClientSettings settings) {
        this.ownThreads = new UserThreads();
        this.executor = settings.hasExecutor() ? settings.executor() : ownThreads;
    }

    @Override
    public Timers timers() {
        return timers;
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public double chance() {
        return ThreadLocalRandom.current().nextDouble();
    }

    @Override
    public void awaitBriefly(CompletableFuture<?> answer) {
        try {
            Object unused = answer.get(LAST_ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The session expires by itself.
        }
    }

    @Override
    public void endThreads() {
        timers.awaitEnd();
        ownThreads.end();
    }
}
