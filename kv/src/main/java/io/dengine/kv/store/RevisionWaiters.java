package io.dengine.kv.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * The pending requests that wait until a revision is visible. Any thread adds and removes waiters; the apply thread
 * completes them.
 *
 * <p>While no waiter waits for the revision that was reached, {@link #reached} costs one read of a field. No waiter is
 * missed: it is registered before its caller checks the newest revision again, and a revision is visible before it is
 * reported here.
 */
final class RevisionWaiters {
    private static final long NOBODY = Long.MAX_VALUE;

    private final TreeSet<Waiter> waiting =
            new TreeSet<>(Comparator.comparingLong(Waiter::revision).thenComparingLong(Waiter::number));
    private long lastNumber;

    /** The lowest revision that a waiter waits for. */
    private volatile long lowest = NOBODY;

    private record Waiter(long revision, long number, CompletableFuture<Void> future) {}

    /** Returns a future that {@link #reached} completes; one that its owner completes or cancels is removed. */
    CompletableFuture<Void> add(long revision) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        Waiter waiter = enter(revision, future);
        var unused = future.whenComplete((nothing, failure) -> leave(waiter));
        return future;
    }

    private synchronized Waiter enter(long revision, CompletableFuture<Void> future) {
        Waiter waiter = new Waiter(revision, ++lastNumber, future);
        waiting.add(waiter);
        lowest = waiting.first().revision();
        return waiter;
    }

    private synchronized void leave(Waiter waiter) {
        if (waiting.remove(waiter)) {
            lowest = waiting.isEmpty() ? NOBODY : waiting.first().revision();
        }
    }

    /** Completes all waiters for {@code revision} or an earlier one, on the calling thread. */
    void reached(long revision) {
        if (revision >= lowest) {
            for (Waiter waiter : take(revision)) {
                waiter.future().complete(null);
            }
        }
    }

    /** Fails all waiters. */
    void fail(RuntimeException why) {
        for (Waiter waiter : take(NOBODY)) {
            waiter.future().completeExceptionally(why);
        }
    }

    private synchronized List<Waiter> take(long revision) {
        List<Waiter> taken = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.first().revision() <= revision) {
            taken.add(waiting.pollFirst());
        }
        lowest = waiting.isEmpty() ? NOBODY : waiting.first().revision();
        return taken;
    }

    synchronized int size() {
        return waiting.size();
    }
}
