package io.dengine.simulator.run;

import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.Problem;
import io.dengine.call.RowList;
import io.dengine.engine.Node;
import io.dengine.kv.store.CallProblems;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.store.LeaseStatus;
import io.dengine.kv.store.OtherIncarnationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Answers the calls of the client library on a simulated node, in the simulation's single thread. */
record CallDesk(Node node, KvStore store) {
    private static final long MAX_ANSWER_BYTES = 1 << 16;

    CompletableFuture<Answer> answer(Call call) {
        CompletableFuture<Answer> answer = switch (call) {
            case Call.Write write -> node.submit(write.encoded()).thenApply(Answer.Wrote::decode);
            case Call.ReadKeys read ->
                found(
                        read.options(),
                        () -> store.getAll(read.keys(), read.options().atRevision(), MAX_ANSWER_BYTES, new RowList()));
            case Call.ReadRange read ->
                found(
                        read.options(),
                        () -> store.range(read.query(), read.options().atRevision(), MAX_ANSWER_BYTES, new RowList()));
            case Call.ReadLease read ->
                node.submit(KvStore.clockReading())
                        .thenCompose(clockRead -> node.readIndex())
                        .thenApply(index -> lease(read.leaseId()));
        };
        return answer.exceptionally(CallProblems::answer);
    }

    private CompletableFuture<Answer> found(ReadOptions options, Supplier<Rows> look) {
        return confirmed(options)
                .thenCompose(ready -> store.whenRevision(options.minRevision()))
                .thenApply(reached -> {
                    check(options.incarnation());
                    return new Answer.Found(look.get());
                });
    }

    private CompletableFuture<Long> confirmed(ReadOptions options) {
        if (options.incarnation() != 0 && options.incarnation() != store.incarnation()) {
            return inHistory(options.incarnation());
        }
        return switch (options.level()) {
            case LINEARIZABLE -> node.readIndex();
            case LEASE -> node.leasedReadIndex();
            case EVENTUAL -> node.hasReplayed() ? CompletableFuture.completedFuture(0L) : node.readIndex();
        };
    }

    /** Completes once this node certainly knows its cluster's incarnation; fails if that is not the expected one. */
    CompletableFuture<Long> inHistory(long incarnation) {
        return node.readIndex().thenApply(index -> {
            check(incarnation);
            return index;
        });
    }

    private void check(long incarnation) {
        if (incarnation != 0 && incarnation != store.incarnation()) {
            throw new OtherIncarnationException(incarnation, store.incarnation());
        }
    }

    private Answer lease(long leaseId) {
        LeaseStatus lease = store.lease(leaseId);
        return lease == null
                ? new Answer.Failed(Problem.LEASE_NOT_FOUND, "There is no lease " + leaseId + ".")
                : new Answer.LeaseFound(leaseId, lease.ttlMillis(), lease.remainingMillis());
    }
}
