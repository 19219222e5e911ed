package io.dengine.engine.stage;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a stage finds what others have for it: any thread puts in, the stage's own takes out, and nobody waits. A full
 * or closed one refuses.
 */
final class Mailbox<E> {
    /** The capacity of a mailbox between stages: what is in it was bounded when it came through the door. */
    static final int UNBOUNDED = (1 << 30) - 1;

    /** Added to the count once closed, so that closing and counting are one atomic variable. */
    private static final int CLOSED = 1 << 30;

    private final int capacity;
    private final ConcurrentLinkedQueue<E> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    Mailbox(int capacity) {
        this.capacity = capacity;
    }

    /** Returns false if it is full or closed. */
    boolean offer(E item) {
        if (count.getAndIncrement() >= capacity) {
            count.getAndDecrement();
            return false;
        }
        queue.add(item);
        return true;
    }

    /** Takes what must not be lost even if it is full; returns false only if it is closed. Only for what is rare. */
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

    /** Refuses everything from now on, and hands over what is still inside, to the last item. Called once. */
    void closeInto(Consumer<E> rest) {
        count.getAndAdd(CLOSED);
        while (count.get() != CLOSED) {
            E item = poll();
            if (item == null) {
                Thread.onSpinWait(); // a sender that was let in has not put its item down yet
            } else {
                rest.accept(item);
            }
        }
    }
}
