package io.dengine.engine.stage;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The pending requests of this node, in the order of arrival. As all have the same timeout, that is also the order of
 * their deadlines, so a queue replaces a timer. Owned by the core's thread.
 */
final class Waiters {
    private static final int MIN_SWEEP = 4_096;

    private final ArrayDeque<Request> queue = new ArrayDeque<>();
    private int sweepAt = MIN_SWEEP;

    void add(Request request) {
        if (queue.size() >= sweepAt) {
            // One that waits long must not keep all those behind it in memory that were answered meanwhile.
            queue.removeIf(Request::isAnswered);
            sweepAt = Math.max(MIN_SWEEP, 2 * queue.size());
        }
        queue.addLast(request);
    }

    /** Removes all requests whose deadline has passed; those already answered are skipped. */
    boolean expire(long nowNanos, Consumer<Request> late) {
        boolean any = false;
        for (Request first = queue.peekFirst(); first != null; first = queue.peekFirst()) {
            if (!first.isAnswered()) {
                if (nowNanos < first.deadlineNanos()) {
                    return any;
                }
                any = true;
                late.accept(first);
            }
            queue.removeFirst();
        }
        return any;
    }

    void drain(Consumer<Request> target) {
        for (Request first = queue.pollFirst(); first != null; first = queue.pollFirst()) {
            target.accept(first);
        }
    }

    long nextDeadlineNanos() {
        Request first = queue.peekFirst();
        return first == null ? Stage.NO_DEADLINE : first.deadlineNanos();
    }
}
