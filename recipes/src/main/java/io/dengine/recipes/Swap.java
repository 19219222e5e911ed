package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Compare;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.Transaction;
import io.dengine.api.TransactionResult;
import io.dengine.bytes.Bytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Replaces one version of a key once, and finds out whether it did.
 *
 * <p>All attempts are for the same version, so at most one of them is ever applied. If an answer was lost and the key
 * has another version now, the change right after the replaced version gives the answer: either it is this swap, or
 * this swap can never be applied.
 *
 * <p>A key may be absent several times. If an absent key was to be created, all of its changes so far are searched for
 * this swap, beginning with the one that created the present row. An attempt that is still in flight then could be
 * applied only if the key were deleted once more.
 */
final class Swap {
    private static final long ABSENT = 0;

    private final AsyncClient client;
    private final Bytes key;
    private final long replacedRevision;
    private final Bytes value;
    private final long giveUpNanos;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile boolean inDoubt;

    /**
     * The result of a swap.
     *
     * @param revision the revision of the change; 0 if another change came first
     * @param present the current row of the key if another change came first
     */
    record Outcome(long revision, List<KeyValue> present) {
        boolean succeeded() {
            return revision != 0;
        }
    }

    private Swap(AsyncClient client, Bytes key, long replacedRevision, Bytes value) {
        this.client = client;
        this.key = key;
        this.replacedRevision = replacedRevision;
        this.value = value;
        this.giveUpNanos = System.nanoTime() + 2 * Waiting.nanos(client.timeout());
    }

    /**
     * Executes the swap.
     *
     * @param replacedRevision the mod revision to replace; 0 if the key must be absent
     * @param value a value that no other change ever writes
     */
    static CompletableFuture<Outcome> of(AsyncClient client, Bytes key, long replacedRevision, Bytes value) {
        Swap swap = new Swap(client, key, replacedRevision, value);
        swap.send(1);
        return swap.outcome;
    }

    private void send(int attempt) {
        Transaction transaction = Transaction.when(
                        Compare.number(key, Compare.Target.MOD_REVISION, Compare.Operator.EQUAL, replacedRevision))
                .then(new Operation.Put(key, value))
                .otherwise(new Operation.Get(key));
        var unused = client.transact(transaction).whenComplete((result, failure) -> {
            if (failure != null) {
                failed(Failures.cause(failure), attempt);
            } else if (result.succeeded()) {
                outcome.complete(new Outcome(result.revision(), List.of()));
            } else if (inDoubt) {
                askHistory(result, attempt);
            } else {
                outcome.complete(anotherWasFaster(result));
            }
        });
    }

    private static Outcome anotherWasFaster(TransactionResult result) {
        return new Outcome(0, result.results().get(0).rows());
    }

    private void askHistory(TransactionResult result, int attempt) {
        var unused = decisiveChange(result.results().get(0).rows()).whenComplete((change, failure) -> {
            if (failure != null) {
                failed(Failures.cause(failure), attempt);
            } else if (isOwn(change)) {
                outcome.complete(new Outcome(change.modRevision(), List.of()));
            } else {
                outcome.complete(anotherWasFaster(result));
            }
        });
    }

    /** Returns the change that this swap made, or one that shows that it made none. */
    private CompletableFuture<KeyValue> decisiveChange(List<KeyValue> present) {
        if (replacedRevision != ABSENT) {
            return NextChange.of(client, key, replacedRevision, change -> true);
        }
        long created = present.get(0).createRevision();
        return NextChange.of(client, key, created - 1, change -> true)
                .thenCompose(creation -> isOwn(creation)
                        ? CompletableFuture.completedFuture(creation)
                        : NextChange.of(client, key, 0, change -> isOwn(change) || change.modRevision() >= created));
    }

    private boolean isOwn(KeyValue change) {
        return change.value().equals(value);
    }

    private void failed(Throwable cause, int attempt) {
        inDoubt |= Failures.leavesDoubt(cause);
        boolean mayPass = Failures.mayPass(cause) && !Failures.isPastGone(cause);
        if (!inDoubt) {
            outcome.completeExceptionally(cause);
        } else if (mayPass && System.nanoTime() - giveUpNanos < 0) {
            var unused = Timer.after(Timer.pauseNanos(attempt), () -> send(attempt + 1));
        } else {
            outcome.completeExceptionally(new EngineException.OutcomeUnknown(
                    "The answer to a change was lost, and it is unknown whether the change was applied ("
                            + cause.getMessage() + "). Read the present state before changing it again."));
        }
    }
}
