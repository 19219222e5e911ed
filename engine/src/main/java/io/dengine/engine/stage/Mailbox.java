package io.dengine.engine.stage;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a stage: any thread adds items, the stage's own thread takes them, and no thread waits. A full or closed
 * mailbox refuses items.
 */
final class Mailbox<E> {
    /** The capacity of a mailbox between stages: its items were bounded when they came through the door. */
    static final int UNBOUNDED = (1 << 30) - 1;

    /** Added to the count once closed, so that closing and counting use one atomic variable. */
    private static final int CLOSED = 1 << 30;

    private final int capacity;
    private final ConcurrentLinkedQueue<E> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    Mailbox(int capacity) {
        this.capacity = capacity;
    }

    /** Adds an item. Returns false if the mailbox is full or closed. */
    boolean offer(E item) {
        if (count.getAndIncrement() >= capacity) {
            count.getAndDecrement();
            return false;
        }
        queue.add(item);
        return true;
    }

    /**
     * Adds an item that must not be lost, even if the mailbox is full; returns false only if it is closed. Only for
     * rare items.
     */
    boolean offerAlways(E item) {
        if (count.getAndIncrement() >= CLOSED) {
            count.getAndDecrement();
            return false;
        }
        queue.add(item);
        return true;
    }

    @Nullable
    E poll() {
        E item = queue.poll();
        if (item != null) {
            count.getAndDecrement();
        }
        return item;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return count.get() & (CLOSED - 1);
    }

    boolean isClosed() {
        return count.get() >= CLOSED;
    }

    /** Refuses everything from now on, and passes all remaining items to {@code rest}. Called once. */
    void closeInto(Consumer<E> rest) {
        count.getAndAdd(CLOSED);
        while (count.get() != CLOSED) {
            E item = poll();
            if (item == null) {
                Thread.onSpinWait(); // a sender that was counted has not added its item yet
            } else {
                rest.accept(item);
            }
        }
    }
}
