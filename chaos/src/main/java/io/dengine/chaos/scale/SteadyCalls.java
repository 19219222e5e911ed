package io.dengine.chaos.scale;

import io.dengine.api.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client that makes the same call every few milliseconds, and records the latency of each. */
public final class SteadyCalls implements AutoCloseable {
    private final Runnable call;
    private final long pauseNanos;
    private final Thread thread;
    private final List<Sample> samples = new ArrayList<>();
    private long failures;
    private volatile boolean ending;

    private record Sample(long beganNanos, long tookNanos) {}

    /** Starts the calls immediately. */
    public SteadyCalls(Runnable call, long pauseMillis) {
        this.call = call;
        this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
        this.thread = new Thread(this::run, "steady calls");
        thread.start();
    }

    private void run() {
        try {
            while (!ending) {
                long began = System.nanoTime();
                boolean succeeded = succeeds();
                long took = System.nanoTime() - began;
                synchronized (this) {
                    samples.add(new Sample(began, took));
                    failures += succeeded ? 0 : 1;
                }
                TimeUnit.NANOSECONDS.sleep(pauseNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean succeeds() {
        try {
            call.run();
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    /** Returns the latencies of the calls that began in an interval, by {@link System#nanoTime}. */
    public synchronized Spread between(long fromNanos, long endNanos) {
        return Spread.of(samples.stream()
                .filter(sample -> sample.beganNanos() - fromNanos >= 0 && sample.beganNanos() - endNanos < 0)
                .mapToLong(Sample::tookNanos)
                .toArray());
    }

    /** Returns the number of calls that failed. */
    public synchronized long failures() {
        return failures;
    }

    /** Stops the calls, after the one in flight. */
    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
