package io.dengine.recipes;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A point that callers wait at until they may pass. */
interface Gate {
    /**
     * The fact that a caller may pass.
     *
     * @param seenRevision the store revision at which this was seen
     * @param number a number of the gate's own, such as a round
     */
    record Pass(long seenRevision, long number) {}

    /** Returns a key for a waiter. The key is not created yet. */
    OwnedKey newKey(Session.Stay stay);

    /** Completes with true if a new caller could pass at once (linearizable read). */
    CompletableFuture<Boolean> isOpen();

    /** Checks whether the owner of {@code own} may pass. The result is empty if that key is gone. */
    CompletableFuture<Until.Sight<Optional<Pass>>> look(OwnedKey own, Tenure tenure);

    /** Completes with true if the owner of {@code own} may leave without having passed. If false, it will pass. */
    default CompletableFuture<Boolean> mayWithdraw(OwnedKey own) {
        return CompletableFuture.completedFuture(true);
    }
}
