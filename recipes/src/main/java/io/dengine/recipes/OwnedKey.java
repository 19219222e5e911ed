package io.dengine.recipes;

import io.dengine.api.AsyncClient;
import io.dengine.api.Compare;
import io.dengine.api.EngineException;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.OperationResult;
import io.dengine.api.Transaction;
import io.dengine.api.TransactionResult;
import io.dengine.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A key of one owner under the owner's lease. It is created at most once, and its removal is final.
 *
 * <p>An owner that does not know whether the key was created finds out by trying again: the key holds a value that no
 * other client writes. Retries cannot exclude that the first attempt is applied very late, after the key was removed.
 * So if there was doubt, the removal writes a mark under the same lease that forbids the creation.
 */
final class OwnedKey {
    private final AsyncClient client;
    private final Tenure tenure;
    private final Bytes key;
    private final Bytes firstValue;
    private final Bytes mark;
    // Guarded by this.
    private CompletableFuture<Optional<Created>> creation = CompletableFuture.completedFuture(Optional.empty());
    private boolean inDoubt;
    private boolean removed;
    private long createRevision;
    private long modRevision;

    /**
     * The result of a successful creation.
     *
     * @param token the create revision of the key
     * @param seenRevision the store revision at which the creation was seen
     * @param reads the results of the read operations in the same transaction
     */
    record Created(long token, long seenRevision, List<OperationResult> reads) {}

    /**
     * A key that is not created yet.
     *
     * @param value must differ from everything that other clients write to the key
     * @param mark a separate key that is used in case of doubt
     */
    OwnedKey(Session.Stay stay, Bytes key, Bytes value, Bytes mark) {
        this.client = stay.client();
        this.tenure = stay.tenure();
        this.key = key;
        this.firstValue = value;
        this.mark = mark;
    }

    Bytes key() {
        return key;
    }

    synchronized long token() {
        return createRevision;
    }

    /** Returns a condition that is true only while the key is this one, created once and never removed. */
    Compare guard() {
        return Compare.number(key, Compare.Target.CREATE_REVISION, Compare.Operator.EQUAL, token());
    }

    // ---- creating

    /**
     * Creates the key. Must be called only once.
     *
     * @param condition extra conditions; that the key is absent is always required
     * @param reads read operations that are executed together with the creation
     * @return empty if another client owns the key or the condition is false
     */
    CompletableFuture<Optional<Created>> create(List<Compare> condition, Operation... reads) {
        CompletableFuture<Optional<Created>> outcome = new CompletableFuture<>();
        synchronized (this) {
            creation = outcome;
        }
        attemptCreation(creating(condition, reads), outcome, 1);
        return outcome;
    }

    CompletableFuture<Optional<Created>> create() {
        return create(List.of());
    }

    /**
     * Completes when it is known whether the key was created, or when the attempts to find out have stopped. Never
     * fails.
     */
    synchronized CompletableFuture<Void> settled() {
        return creation.handle((created, failure) -> null);
    }

    private Transaction creating(List<Compare> condition, Operation... reads) {
        List<Compare> compares = new ArrayList<>(condition);
        compares.add(Compare.absent(key));
        compares.add(Compare.absent(mark));
        return Transaction.when(compares.toArray(new Compare[0]))
                .then(new Operation.Put(key, firstValue, 0, tenure.leaseId()))
                .then(reads)
                .otherwise(new Operation.Get(key))
                .otherwise(reads);
    }

    private void attemptCreation(Transaction creating, CompletableFuture<Optional<Created>> outcome, int attempt) {
        var unused = client.transact(creating).whenComplete((result, failure) -> {
            if (failure == null) {
                outcome.complete(created(result));
                return;
            }
            Throwable cause = Failures.cause(failure);
            if (cause instanceof EngineException.LeaseNotFound) {
                tenure.lose();
            }
            if (mustFindOut(cause)) {
                var also =
                        Timer.after(Timer.pauseNanos(attempt), () -> attemptCreation(creating, outcome, attempt + 1));
            } else {
                outcome.completeExceptionally(cause);
            }
        });
    }

    private synchronized boolean mustFindOut(Throwable cause) {
        inDoubt |= Failures.leavesDoubt(cause);
        return inDoubt && !removed && Failures.mayPass(cause) && tenure.isAlive();
    }

    private Optional<Created> created(TransactionResult result) {
        tenure.saw(result.revision());
        List<OperationResult> results = result.results();
        long token =
                result.succeeded() ? result.revision() : tokenOf(results.get(0).rows());
        if (token == 0) {
            return Optional.empty();
        }
        synchronized (this) {
            createRevision = token;
            modRevision = token;
        }
        return Optional.of(new Created(token, result.revision(), results.subList(1, results.size())));
    }

    /** Returns the create revision of the row that an earlier attempt created, or 0. */
    private long tokenOf(List<KeyValue> rows) {
        boolean mine = !rows.isEmpty()
                && rows.get(0).leaseId() == tenure.leaseId()
                && rows.get(0).value().equals(firstValue);
        return mine ? rows.get(0).createRevision() : 0;
    }

    // ---- changing

    /**
     * Replaces the value.
     *
     * @return completes with false if the key is gone
     */
    CompletableFuture<Boolean> rewrite(Bytes value) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        attemptRewrite(value, outcome, 1);
        return outcome;
    }

    private void attemptRewrite(Bytes value, CompletableFuture<Boolean> outcome, int attempt) {
        long before;
        synchronized (this) {
            before = modRevision;
        }
        // Only this owner changes the key, so an earlier attempt that arrives late finds another revision and changes
        // nothing.
        Transaction rewriting = Transaction.when(
                        guard(), Compare.number(key, Compare.Target.MOD_REVISION, Compare.Operator.EQUAL, before))
                .then(new Operation.Put(key, value, 0, tenure.leaseId()))
                .otherwise(new Operation.Get(key));
        var unused = client.transact(rewriting).whenComplete((result, failure) -> {
            if (failure == null) {
                rewritten(value, result, outcome, attempt);
                return;
            }
            Throwable cause = Failures.cause(failure);
            if (cause instanceof EngineException.LeaseNotFound) {
                tenure.lose();
                outcome.complete(false);
            } else if (Failures.mayPass(cause) && tenure.isAlive()) {
                var also = Timer.after(Timer.pauseNanos(attempt), () -> attemptRewrite(value, outcome, attempt + 1));
            } else {
                outcome.completeExceptionally(cause);
            }
        });
    }

    private void rewritten(Bytes value, TransactionResult result, CompletableFuture<Boolean> outcome, int attempt) {
        tenure.saw(result.revision());
        if (result.succeeded()) {
            sawChange(result.revision());
            outcome.complete(true);
            return;
        }
        List<KeyValue> rows = result.results().get(0).rows();
        if (rows.isEmpty() || rows.get(0).createRevision() != token()) {
            outcome.complete(false);
            return;
        }
        sawChange(rows.get(0).modRevision());
        if (rows.get(0).value().equals(value)) {
            outcome.complete(true);
        } else {
            attemptRewrite(value, outcome, attempt);
        }
    }

    private synchronized void sawChange(long revision) {
        modRevision = Math.max(modRevision, revision);
    }

    // ---- removing

    /**
     * Removes the key and prevents a late creation. Retries while the lease is certainly alive. Fails after that, or if
     * the client was closed; the key then expires with the lease.
     */
    CompletableFuture<Void> remove() {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        CompletableFuture<Optional<Created>> creating;
        synchronized (this) {
            removed = true;
            creating = creation;
        }
        var unused = creating.whenComplete((created, failure) -> {
            if (isPerhapsThere()) {
                attemptRemoval(outcome, 1);
            } else {
                outcome.complete(null);
            }
        });
        return outcome;
    }

    private synchronized boolean isPerhapsThere() {
        return createRevision != 0 || inDoubt;
    }

    private void attemptRemoval(CompletableFuture<Void> outcome, int attempt) {
        var unused = client.transact(removal()).whenComplete((result, failure) -> {
            if (failure == null) {
                tenure.saw(result.revision());
                outcome.complete(null);
                return;
            }
            Throwable cause = Failures.cause(failure);
            if (cause instanceof EngineException.LeaseNotFound) {
                outcome.complete(null);
            } else if (Failures.mayPass(cause) && tenure.isAlive()) {
                var also = Timer.after(Timer.pauseNanos(attempt), () -> attemptRemoval(outcome, attempt + 1));
            } else {
                outcome.completeExceptionally(cause);
            }
        });
    }

    private synchronized Transaction removal() {
        Compare mine = createRevision != 0 ? guard() : Compare.value(key, Compare.Operator.EQUAL, firstValue);
        Operation[] forbidding = inDoubt ? new Operation[] {forbidding()} : new Operation[0];
        return Transaction.when(mine).then(removing()).otherwise(forbidding);
    }

    /** Returns the operations that remove the key, for a transaction that knows that the key exists. */
    synchronized Operation[] removing() {
        Operation delete = new Operation.Delete(key);
        return inDoubt ? new Operation[] {delete, forbidding()} : new Operation[] {delete};
    }

    private Operation forbidding() {
        return new Operation.Put(mark, Bytes.EMPTY, 0, tenure.leaseId());
    }
}
