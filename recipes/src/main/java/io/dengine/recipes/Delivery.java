package io.dengine.recipes;

import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.Transaction;
import io.dengine.api.TransactionResult;
import io.dengine.bytes.Bytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An element taken from a {@link Queue}, together with the claim on it. Closing it without {@link #ack} returns the
 * element to its place in the queue.
 */
public final class Delivery extends Held {
    private final KeyValue item;

    Delivery(Grip grip, KeyValue item) {
        super(grip);
        this.item = item;
    }

    /** Returns the value of the element. */
    public Bytes value() {
        return item.value();
    }

    /** Returns the value of the element as UTF-8 text. */
    public String valueText() {
        return item.valueText();
    }

    /**
     * Returns the revision at which the element was put. It identifies the element and is the same on each delivery.
     */
    public long putRevision() {
        return item.createRevision();
    }

    /**
     * Removes the element permanently, so that it is never delivered again, and applies {@code along} in the same
     * transaction. So the changes that an element causes in this store happen exactly once if they are made here.
     *
     * @param along operations on other keys
     * @return false if the claim was lost and nothing was applied; another consumer has the element or will get it
     * @throws EngineException.OutcomeUnknown if the transaction may have been applied and the claim ended before the
     *     client could find out
     * @throws InterruptedException if the caller was interrupted; the transaction may have been applied
     */
    public boolean ack(Operation... along) throws InterruptedException {
        return Waiting.on(acknowledge(along));
    }

    /** Asynchronous variant of {@link #ack}. */
    public CompletableFuture<Boolean> ackAsync(Operation... along) {
        return Waiting.apart(acknowledge(along));
    }

    private CompletableFuture<Boolean> acknowledge(Operation... along) {
        Transaction removing = Transaction.when(guard())
                .then(along)
                .then(new Operation.Delete(item.key()))
                .then(ownedKey().removing())
                .otherwise(new Operation.Get(item.key()));
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        beginRemoval();
        var unused = outcome.whenComplete((removed, failure) -> endRemoval());
        attempt(removing, outcome, 1);
        return outcome.copy(); // a caller who stops waiting must not end it: the transaction may still be applied
    }

    private void attempt(Transaction removing, CompletableFuture<Boolean> outcome, int times) {
        var unused = stay().client().transact(removing).whenComplete((result, failure) -> {
            if (failure == null) {
                answered(result, outcome, times > 1);
                return;
            }
            Throwable cause = Failures.cause(failure);
            boolean inDoubt = times > 1 || Failures.leavesDoubt(cause);
            if (inDoubt && Failures.mayPass(cause) && stay().tenure().isAlive()) {
                var also = Timer.after(Timer.pauseNanos(times), () -> attempt(removing, outcome, times + 1));
            } else {
                outcome.completeExceptionally(inDoubt ? unknown() : cause);
            }
        });
    }

    private void answered(TransactionResult result, CompletableFuture<Boolean> outcome, boolean inDoubt) {
        if (result.succeeded()) {
            settle();
            outcome.complete(true);
            return;
        }
        List<KeyValue> rows = result.results().get(0).rows();
        boolean isGone = rows.isEmpty() || rows.get(0).createRevision() != item.createRevision();
        if (!inDoubt || !isGone) {
            outcome.complete(false);
        } else if (!isReleased() && stay().tenure().isAlive()) {
            // No other client could have removed it while the claim existed, and the claim could not end by itself.
            settle();
            outcome.complete(true);
        } else {
            outcome.completeExceptionally(unknown());
        }
    }

    private static EngineException unknown() {
        return new EngineException.OutcomeUnknown("The answer to an acknowledgement was lost: the element was removed"
                + " together with the steps that came along, or it will be delivered again.");
    }
}
