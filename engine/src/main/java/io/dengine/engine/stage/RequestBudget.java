package io.dengine.engine.stage;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The number of requests, and of bytes of commands, in the node: counted from the door until the core has released
 * them, not only until the client was answered. So memory stays bounded while nothing can be committed.
 */
final class RequestBudget {
    private static final int COUNT_SHIFT = 42;
    private static final long BYTES_MASK = (1L << COUNT_SHIFT) - 1;

    private final int maxRequests;
    private final long maxBytes;

    /** The count in the upper bits, the bytes in the lower: one atomic operation checks both. */
    private final AtomicLong waiting = new AtomicLong();

    RequestBudget(int maxRequests, long maxBytes) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
    }

    boolean tryEnter(int weightBytes) {
        long change = change(weightBytes);
        long after = waiting.addAndGet(change);
        if (after >>> COUNT_SHIFT > maxRequests || (after & BYTES_MASK) > maxBytes) {
            waiting.addAndGet(-change);
            return false;
        }
        return true;
    }

    void leave(int weightBytes) {
        waiting.addAndGet(-change(weightBytes));
    }

    int requests() {
        return (int) (waiting.get() >>> COUNT_SHIFT);
    }

    private static long change(int weightBytes) {
        return (1L << COUNT_SHIFT) + weightBytes;
    }
}
