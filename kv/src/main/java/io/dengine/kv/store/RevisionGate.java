package io.dengine.kv.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait until a revision is visible. Any thread waits; the applying thread lets go. While nobody waits, that
 * costs it one look at a number.
 */
final class RevisionGate {
    private static final long NOBODY = Long.MAX_VALUE;

    /** Someone who waits; the number tells those apart who wait for the same. */
    private record Waiter(long revision, long number, CompletableFuture<Void> visible) {}

    private volatile long lowest = NOBODY;

    // ---- guarded by this object's monitor
    private final TreeSet<Waiter> waiters =
            new TreeSet<>(Comparator.comparingLong(Waiter::revision).thenComparingLong(Waiter::number));
    private long nextNumber;
    private @Nullable RuntimeException closed;

    /** @param visible the newest revision that readers see, asked again after this waiter can be seen */
    CompletableFuture<Void> await(long revision, LongSupplier visible) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        Waiter waiter = add(revision, future);
        if (waiter == null) {
            return future;
        }
        // However it ends, by a timeout too: who is gone must not be kept.
        var unused = future.whenComplete((done, failure) -> remove(waiter));
        if (visible.getAsLong() >= revision) {
            future.complete(null);
        }
        return future;
    }

    private @Nullable Waiter add(long revision, CompletableFuture<Void> future) {
        synchronized (this) {
            RuntimeException why = closed;
            if (why == null) {
                Waiter waiter = new Waiter(revision, nextNumber++, future);
                waiters.add(waiter);
                lowest = waiters.first().revision();
                return waiter;
            }
            future.completeExceptionally(why);
            return null;
        }
    }

    private synchronized void remove(Waiter waiter) {
        waiters.remove(waiter);
        lowest = waiters.isEmpty() ? NOBODY : waiters.first().revision();
    }

    /** The applying thread: readers see {@code revision} by now. */
    void open(long revision) {
        if (revision < lowest) {
            return;
        }
        List<Waiter> ready = new ArrayList<>();
        synchronized (this) {
            for (Waiter waiter : waiters) {
                if (waiter.revision() > revision) {
                    break;
                }
                ready.add(waiter);
            }
        }
        for (Waiter waiter : ready) {
            waiter.visible().complete(null);
        }
    }

    /** Fails all who wait, and all who will. */
    void close(RuntimeException why) {
        List<Waiter> left;
        synchronized (this) {
            closed = why;
            left = new ArrayList<>(waiters);
        }
        for (Waiter waiter : left) {
            waiter.visible().completeExceptionally(why);
        }
    }
}
