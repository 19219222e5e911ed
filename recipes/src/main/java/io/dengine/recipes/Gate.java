package io.dengine.recipes;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What somebody waits at until it lets them through. */
interface Gate {
    /**
     * That somebody was let through.
     *
     * @param seenRevision of the store when that was seen
     * @param number the gate's own
     */
    record Pass(long seenRevision, long number) {}

    /** The key with which somebody waits, not there yet. */
    OwnedKey newKey(Session.Stay stay);

    /** Whether somebody who came now would be let through at once, linearizably. */
    CompletableFuture<Boolean> isOpen();

    /** Looks whether {@code own} may pass; empty if that key is gone. */
    CompletableFuture<Until.Sight<Optional<Pass>>> look(OwnedKey own, Tenure tenure);

    /** Whether {@code own} may go without having passed. If not, it will pass. */
    default CompletableFuture<Boolean> mayWithdraw(OwnedKey own) {
        return CompletableFuture.completedFuture(true);
    }
}
