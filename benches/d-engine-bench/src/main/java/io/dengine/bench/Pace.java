package io.dengine.bench;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A steady rate of calls, however long each takes: an open loop. A call is due at its time even if all clients are
 * still busy, and its duration counts from then. So a pause of the nodes shows in the durations of all calls that were
 * due during it, as it does to users who do not wait for each other.
 */
final class Pace implements AutoCloseable {
    /** The interval at which waiting calls are looked at; calls begin late by at most about this time. */
    private static final long STEP_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private record Waiting(long dueNanos, Runnable begin) {}

    private final double nanosPerCall;
    private final long beginNanos;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::work, "pace");
    private volatile boolean closed;

    /** Begins a run now. @param callsPerSecond the rate of all clients together; positive */
    Pace(long callsPerSecond) {
        this.nanosPerCall = 1e9 / callsPerSecond;
        this.beginNanos = System.nanoTime();
        thread.start();
    }

    /** Returns when a call is due, in the time of {@link System#nanoTime}. @param call its number, counting from 0 */
    long dueNanos(long call) {
        return beginNanos + (long) (call * nanosPerCall);
    }

    /** Runs {@code begin} once it is due, on the thread of this object. Calls are asked for in about their order. */
    void at(long dueNanos, Runnable begin) {
        waiting.add(new Waiting(dueNanos, begin));
    }

    private void work() {
        while (!closed) {
            Waiting next = waiting.peek();
            if (next != null && next.dueNanos() - System.nanoTime() <= 0) {
                waiting.remove();
                next.begin().run();
            } else {
                LockSupport.parkNanos(STEP_NANOS);
            }
        }
    }

    /** Stops the thread. No call may be waiting. */
    @Override
    public void close() {
        closed = true;
    }
}
