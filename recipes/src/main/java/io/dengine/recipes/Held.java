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
 * Something that is held: a lock, permits, a leadership, an element of a queue. Closing it gives it back.
 *
 * <p>It is held under a lease, so it can be lost: when the cluster was out of reach, or this process paused, for longer
 * than the TTL; when the session or the client was closed; or when somebody removed the key. {@link #lost} tells as
 * soon as that is noticed, and {@link #isHeld} never says yes when the lease may be over. But a process can be paused
 * right after it asked. So whatever must not be touched by a former holder has to check {@link #token}, or {@link
 * #guard} if it is in the same store.
 *
 * <p>Safe for use by any thread, also by another than the one that took it.
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

    /** What belongs to whoever holds something. */
    record Grip(Session.Stay stay, OwnedKey key, Gate.Pass pass) {
        /** Nobody wants it: gives it back. */
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
                .whenComplete((nothing, failure) -> lose());
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
     * The fencing token: greater than that of everybody who held the same before, smaller than that of everybody who
     * will. A resource that remembers the greatest token it has seen, and refuses smaller ones, is safe from former
     * holders.
     */
    public final long token() {
        return token;
    }

    /** The key that is there while this is held. */
    public final Bytes key() {
        return key.key();
    }

    /**
     * Whether this is certainly held now: not given back, not known to be lost, and the lease was renewed so lately
     * that it cannot have ended. Asks nobody but this machine's clock. Once false, it stays false.
     */
    public final boolean isHeld() {
        synchronized (this) {
            if (release != null) {
                return false;
            }
        }
        return !lost.isDone() && stay.tenure().isAlive();
    }

    /**
     * Completes when this was lost before it was given back, or may have been; never if it was given back first, and
     * never exceptionally. Continuations run on threads of the common pool. Do not complete it.
     */
    public final CompletableFuture<Void> lost() {
        return lostApart;
    }

    /**
     * A condition for transactions on the same store that holds only while this is held, by exactly this holder:
     *
     * <pre>{@code
     *   client.transact(Transaction.when(held.guard()).then(new Operation.Put(key, value)));
     * }</pre>
     */
    public final Compare guard() {
        return key.guard();
    }

    /**
     * Gives it back. {@link #isHeld} is false from the call on.
     *
     * @return completes when the cluster has taken note. If that cannot be reached, it is tried again in the
     *     background; the future fails when it is left to the lease to end it, a TTL later at most
     */
    public final CompletableFuture<Void> release() {
        return end(() -> stay.leave(key));
    }

    /** As {@link #release}, for whoever does not wait for it. */
    final void giveBack() {
        var unused = release();
    }

    /** What it was held for is done, and its key was removed together with that. */
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

    private void lose() {
        synchronized (this) {
            if (release != null) {
                return;
            }
        }
        lost.complete(null);
        over.complete(null);
    }

    /** Completes at once when this is not held any more, for whatever reason; on any thread, which must go on. */
    final CompletableFuture<Void> over() {
        return over;
    }

    /**
     * Gives it back, and waits until the cluster has taken note, for as long as a request of the client may take. Does
     * not throw: what could not be told is told later, or ends with the lease. An interrupted caller does not wait.
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
