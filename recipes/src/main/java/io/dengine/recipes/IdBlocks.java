package io.dengine.recipes;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Numbers that are unique in the whole cluster, cheaply: each object takes a block of them from a {@link Counter} with
 * one write, and hands them out from memory.
 *
 * <p>They begin with 1, and those of one object grow. Between objects there is no order in time, and there are gaps:
 * what is left of a block is lost when its process ends. Users of the same name may choose different sizes of blocks.
 * The counter has the same name.
 */
public final class IdBlocks {
    private final Counter counter;
    private final int blockSize;
    // A lock rather than a monitor: who waits for the cluster may be a virtual thread.
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

    /** Numbers of this name, in blocks of {@code blockSize}, from 1. */
    public static IdBlocks of(Client client, String name, int blockSize) {
        return new IdBlocks(Counter.of(client, name), blockSize);
    }

    /**
     * A number that nobody else gets.
     *
     * @throws EngineException if a new block is needed and none could be had. Trying again is harmless, whatever the
     *     outcome: at worst a block is lost
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
