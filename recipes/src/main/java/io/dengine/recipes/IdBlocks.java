package io.dengine.recipes;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Numbers that are unique in the whole cluster, at low cost: each object reserves a block of numbers from a {@link
 * Counter} with one write and returns them from memory.
 *
 * <p>Numbers start at 1 and increase within one object. Numbers of different objects are not ordered in time, and there
 * are gaps: the unused rest of a block is lost when its process ends. Users of the same name may choose different block
 * sizes. The counter has the same name. Thread-safe.
 */
public final class IdBlocks {
    private final Counter counter;
    private final int blockSize;
    // A lock rather than a monitor: the thread that waits for the cluster may be a virtual thread.
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private long next = 1;
    private long last;

    private IdBlocks(Counter counter, int blockSize) {
        if (blockSize < 1) {
            throw new IllegalArgumentException("a block has at least one number, not " + blockSize);
        }
        this.counter = counter;
        this.blockSize = blockSize;
    }

    /** Returns a source of numbers with this name, in blocks of {@code blockSize} numbers, at least 1. */
    public static IdBlocks of(Client client, String name, int blockSize) {
        return new IdBlocks(Counter.of(client, name), blockSize);
    }

    /**
     * Returns a number that no other caller gets. Blocks on a request only when a new block is needed.
     *
     * @throws EngineException if a new block is needed and cannot be reserved. Retrying is safe, whatever the outcome:
     *     at worst a block is lost
     */
    public long next() {
        lock.lock();
        try {
            if (next > last) {
                last = counter.add(blockSize);
                next = last - blockSize + 1;
            }
            return next++;
        } finally {
            lock.unlock();
        }
    }
}
