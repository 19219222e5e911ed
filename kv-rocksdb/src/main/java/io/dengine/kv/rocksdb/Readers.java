package io.dengine.kv.rocksdb;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts readers, so that the resources that they read from are freed after the last one has left. Any thread; nothing
 * waits.
 */
final class Readers {
    /** Added to the count when no reader may enter any more. */
    private static final long CLOSED = Long.MIN_VALUE;

    private final AtomicLong count = new AtomicLong();
    private final Runnable afterLast;

    /**
     * @param afterLast runs once, after it is closed and the last reader has left, on the thread of the later of the
     *     two
     */
    Readers(Runnable afterLast) {
        this.afterLast = afterLast;
    }

    /** Enters a reader; returns false once it is closed. */
    boolean enter() {
        while (true) {
            long present = count.get();
            if (present < 0) {
                return false;
            }
            if (count.compareAndSet(present, present + 1)) {
                return true;
            }
        }
    }

    void leave() {
        if (count.decrementAndGet() == CLOSED) {
            afterLast.run();
        }
    }

    void close() {
        long before = count.getAndUpdate(present -> present < 0 ? present : present + CLOSED);
        if (before == 0) {
            afterLast.run();
        }
    }
}
