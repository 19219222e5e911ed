package io.dengine.recipes;

import io.dengine.api.Compare;
import io.dengine.api.KeyRange;
import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that a client holds: a lock, permits, a leadership, an element of a queue. Closing it releases it.
 *
 * <p>It is held under a lease, so it can be lost: if the cluster was unavailable, or this process was paused, for
 * longer than the TTL; if the session or the client was closed; or if another client removed the key. {@link #lost}
 * completes as soon as the loss is noticed, and {@link #isHeld} never returns true when the lease may have expired. But
 * a process can be paused right after it called {@code isHeld}. So a resource that a former holder must not touch has
 * to check {@link #token}, or {@link #guard} if it is in the same store.
 *
 * <p>Thread-safe; a thread other than the one that acquired it may use it.
 */
public class Held implements AutoCloseable {
    private final Session.Stay stay;
    private final OwnedKey key;
    private final long token;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final CompletableFuture<Void> lostApart = Waiting.apart(lost);
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Runnable mourner = this::lose;
    private final Until<Boolean> gone;
    // Guarded by this.
    private @Nullable CompletableFuture<Void> release;
    private int removals;
    private boolean isKeyGone;

    /** The parts that a holder needs: its share of the session's lease, its key, and how it passed the gate. */
    record Grip(Session.Stay stay, OwnedKey key, Gate.Pass pass) {
        /** Releases the key, because no caller wants it any more. */
        CompletableFuture<Void> drop() {
            return stay.leave(key);
        }
    }

    Held(Grip grip) {
        this.stay = grip.stay();
        this.key = grip.key();
        this.token = key.token();
        this.gone = new Until<>(stay.client(), this::look);
        stay.tenure().onLoss(mourner);
        var unused = gone.start(Change.removalOfOwn(key.key(), grip.pass().seenRevision()))
                .result()
                .whenComplete((nothing, failure) -> keyGone());
    }

    private CompletableFuture<Until.Sight<Boolean>> look() {
        KeyRange range = KeyRange.single(key.key());
        return stay.client()
                .range(RangeQuery.of(range), ReadOptions.LINEARIZABLE)
                .thenApply(rows -> {
                    boolean present =
                            !rows.rows().isEmpty() && rows.rows().get(0).createRevision() == token;
                    return present
                            ? new Until.Sight.NotYet<>(Change.removal(range, rows))
                            : new Until.Sight.Enough<>(true);
                });
    }

    /**
     * Returns the fencing token. It is greater than the token of every earlier holder and smaller than that of every
     * later one. A resource that remembers the greatest token it has seen and rejects smaller ones is safe from former
     * holders.
     */
    public final long token() {
        return token;
    }

    /** Returns the key that exists while this is held. */
    public final Bytes key() {
        return key.key();
    }

    /**
     * Returns true if this is certainly held now: it was not released, is not known to be lost, and the last renewal of
     * the lease was so recent that the lease cannot have expired. Uses only this machine's clock and sends no request.
     * Once false, it stays false.
     */
    public final boolean isHeld() {
        synchronized (this) {
            if (release != null || isKeyGone) {
                return false;
            }
        }
        return !lost.isDone() && stay.tenure().isAlive();
    }

    /**
     * Completes when this is lost, or may be lost, before it was released. Never completes if it was released first,
     * and never completes exceptionally. Continuations run on threads of the common pool. Callers must not complete it.
     */
    public final CompletableFuture<Void> lost() {
        return lostApart;
    }

    /**
     * Returns a condition for transactions on the same store that is true only while this is held, by exactly this
     * holder:
     *
     * <pre>{@code
     *   client.transact(Transaction.when(held.guard()).then(new Operation.Put(key, value)));
     * }</pre>
     */
    public final Compare guard() {
        return key.guard();
    }

    /**
     * Releases this. {@link #isHeld} returns false from the call on.
     *
     * @return completes when the cluster has applied the release. While the cluster is unavailable, the release is
     *     retried in the background; the future fails once retries stop and the key is left to expire with the lease,
     *     at most one TTL later
     */
    public final CompletableFuture<Void> release() {
        return end(() -> stay.leave(key));
    }

    /** Releases this without waiting for the result. */
    final void giveBack() {
        var unused = release();
    }

    /** Marks this as released after its key was removed by another transaction, such as an acknowledgement. */
    final void settle() {
        var unused = end(() -> {
            stay.leave();
            return CompletableFuture.completedFuture(null);
        });
    }

    private CompletableFuture<Void> end(Supplier<CompletableFuture<Void>> leaving) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        synchronized (this) {
            if (release != null) {
                return release;
            }
            release = outcome;
        }
        stay.tenure().forget(mourner);
        gone.cancel();
        over.complete(null);
        var unused = leaving.get()
                .whenCompleteAsync(
                        (nothing, failure) -> {
                            if (failure == null) {
                                outcome.complete(null);
                            } else {
                                outcome.completeExceptionally(Failures.cause(failure));
                            }
                        },
                        Waiting.APART);
        return outcome;
    }

    /** Returns true if this was released, by the caller or by {@link #settle}. */
    final synchronized boolean isReleased() {
        return release != null;
    }

    /**
     * Begins a transaction of the holder that removes the key. Until {@link #endRemoval}, it is not known whether a key
     * that is gone was lost.
     */
    final synchronized void beginRemoval() {
        removals++;
    }

    /** Ends what {@link #beginRemoval} has begun. A holder whose key was removed by the transaction is settled then. */
    final void endRemoval() {
        synchronized (this) {
            removals--;
            if (removals > 0 || !isKeyGone) {
                return;
            }
        }
        lose();
    }

    private void keyGone() {
        synchronized (this) {
            isKeyGone = true;
            if (removals > 0) {
                return;
            }
        }
        lose();
    }

    private void lose() {
        if (isReleased()) {
            return;
        }
        lost.complete(null);
        over.complete(null);
    }

    /**
     * Completes at once when this is not held any more, for any reason. Continuations run on the completing thread and
     * must not block it.
     */
    final CompletableFuture<Void> over() {
        return over;
    }

    /**
     * Releases this and waits until the cluster has applied the release, at most the client's timeout. Does not throw:
     * a release that the cluster has not applied is retried in the background, or the key expires with the lease. An
     * interrupted caller does not wait.
     */
    @Override
    public void close() {
        Waiting.briefly(release(), stay.client().timeout());
    }

    final OwnedKey ownedKey() {
        return key;
    }

    final Session.Stay stay() {
        return stay;
    }
}
