package io.dengine.kv.rocksdb;

import java.util.concurrent.atomic.AtomicLong;

/** Counts who reads, so that what they read from is freed after them. Any thread; nobody waits. */
final class Readers {
    /** Added when nobody may enter any more. */
    private static final long CLOSED = Long.MIN_VALUE;

    private final AtomicLong count = new AtomicLong();
    private final Runnable afterLast;

    /** @param afterLast runs once, when it is closed and the last reader has left; on the thread of the latter */
    Readers(Runnable afterLast) {
        this.afterLast = afterLast;
    }

    /** False once it is closed. */
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
