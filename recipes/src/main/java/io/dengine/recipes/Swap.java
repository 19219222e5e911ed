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
 */
final class Swap {
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
        var unused = NextChange.of(client, key, replacedRevision).whenComplete((next, failure) -> {
            if (failure != null) {
                failed(Failures.cause(failure), attempt);
            } else if (next.value().equals(value)) {
                outcome.complete(new Outcome(next.modRevision(), List.of()));
            } else {
                outcome.complete(anotherWasFaster(result));
            }
        });
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
