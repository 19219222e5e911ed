package io.dengine.node;

import io.dengine.api.RangeQuery;
import io.dengine.api.ReadLevel;
import io.dengine.api.ReadOptions;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.Call;
import io.dengine.call.RowSink;
import io.dengine.command.Command;
import io.dengine.core.CoreStatus;
import io.dengine.engine.Node;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.kv.store.FutureRevisionException;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.store.LeaseStatus;
import io.dengine.kv.store.Limits;
import io.dengine.kv.store.OtherIncarnationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Executes client requests on a node and its store, independent of how they arrive.
 *
 * <p>Thread-safe and non-blocking. Futures fail with {@link RefusedException}, reads also with {@link
 * io.dengine.kv.store.CompactedException}, {@link FutureRevisionException} and {@link OtherIncarnationException}. A
 * read that does not have to wait runs on the caller's thread, and its future is complete on return. Everything else
 * completes on the apply thread, where a lookup is brief; a range may be long, so it is read on a virtual thread then.
 */
public final class LocalRequests {
    /** The maximum size of an answer to a read in bytes, unless its only row is larger. */
    public static final long MAX_ANSWER_BYTES = 32L << 20;

    /**
     * The longest wait for a revision that a read requires: a remote client gives up an attempt after two seconds, and
     * would not receive the reason after that.
     */
    private static final long MAX_REVISION_WAIT_NANOS = 1_500_000_000L;

    /** For callers that must not be blocked even by the read of a range, such as event loops. */
    public static final Executor ELSEWHERE =
            task -> Thread.ofVirtual().name("d-engine-scan").start(task);

    private final Node node;
    private final KvStore store;
    private final Limits limits;
    private final long revisionWaitNanos;
    private final Executor scans;
    private final ReadCounts counts;

    /**
     * @param limits the limits of accepted requests
     * @param requestTimeoutNanos how long a read waits for the revision that it requires, at most 1.5 seconds; if the
     *     leader confirms meanwhile that no node has written it, the read fails with {@link FutureRevisionException}
     * @param scans runs range reads that do not have to wait: {@code Runnable::run} for callers whose thread may take
     *     that time, otherwise {@link #ELSEWHERE}
     * @param counts counts the reads of each level
     */
    public LocalRequests(
            Node node, KvStore store, Limits limits, long requestTimeoutNanos, Executor scans, ReadCounts counts) {
        this.node = node;
        this.store = store;
        this.limits = limits;
        this.revisionWaitNanos = Math.min(requestTimeoutNanos, MAX_REVISION_WAIT_NANOS);
        this.scans = scans;
        this.counts = counts;
    }

    // ---- writes

    /** Sends a command to the leader and completes with its encoded {@link io.dengine.command.Reply}. */
    public CompletableFuture<Bytes> write(Call.Write write) {
        Command command = write.command();
        String problem = command instanceof Command.Expire || command instanceof Command.SetQuotas
                ? "this command is for the cluster's own use"
                : limits.problemWith(command);
        return problem == null
                ? node.submit(write.encoded())
                : CompletableFuture.failedFuture(badRequest("Nothing was changed: " + problem + "."));
    }

    // ---- reads

    /**
     * Reads those of {@code keys} that are present, in that order, all at one revision.
     *
     * @param sink gets the rows
     */
    public CompletableFuture<Rows> keys(List<Bytes> keys, ReadOptions options, RowSink sink) {
        CompletableFuture<?> wait = waitFor(options);
        Supplier<Rows> look = () -> sameHistory(lookUp(keys, options.atRevision(), sink), options.incarnation());
        return wait == null ? now(look) : wait.thenApply(ready -> look.get());
    }

    /**
     * Reads a range at one revision. The answer ends early if it would become too long, and says so.
     *
     * @param sink gets the rows
     */
    public CompletableFuture<Rows> range(RangeQuery query, ReadOptions options, RowSink sink) {
        CompletableFuture<?> wait = waitFor(options);
        Supplier<Rows> look = () ->
                sameHistory(store.range(query, options.atRevision(), MAX_ANSWER_BYTES, sink), options.incarnation());
        return wait == null
                ? CompletableFuture.supplyAsync(look, scans)
                : wait.thenApplyAsync(ready -> look.get(), ELSEWHERE);
    }

    /**
     * Reads a lease (linearizable) with its remaining time. Leases expire by the clock of the log, so the log is asked
     * for the time first.
     *
     * @return completes with null if there is no such lease
     */
    public CompletableFuture<@Nullable LeaseStatus> lease(long leaseId) {
        return node.submit(KvStore.clockReading())
                .thenCompose(clockRead -> node.readIndex())
                .thenApply(index -> store.lease(leaseId));
    }

    /** Returns what a read must wait for, or null if the store may be read now. */
    private @Nullable CompletableFuture<?> waitFor(ReadOptions options) {
        counts.count(options.level());
        if (node.failure() != null) {
            return CompletableFuture.failedFuture(new RefusedException(
                    Refusal.STOPPED,
                    CoreStatus.NO_LEADER,
                    "This node has stopped itself, and cannot guarantee its data. Nothing was read. Ask another"
                            + " node."));
        }
        CompletableFuture<?> confirmed = confirmed(options);
        long minRevision = options.minRevision();
        if (store.revision() >= minRevision) {
            return confirmed;
        }
        return confirmed == null ? reached(minRevision) : confirmed.thenCompose(index -> reached(minRevision));
    }

    /**
     * Confirms the read level. A read for another incarnation is rejected only by a node that certainly knows the
     * current one.
     */
    private @Nullable CompletableFuture<?> confirmed(ReadOptions options) {
        return options.incarnation() == 0 || options.incarnation() == store.incarnation()
                ? confirmation(options.level())
                : inHistory(options.incarnation());
    }

    /**
     * Completes once this node certainly knows the current incarnation of the cluster. Fails with {@link
     * OtherIncarnationException} if that is not {@code incarnation}.
     */
    CompletableFuture<Void> inHistory(long incarnation) {
        return node.readIndex().thenAccept(index -> check(incarnation));
    }

    private void check(long incarnation) {
        long present = store.incarnation();
        if (incarnation != 0 && incarnation != present) {
            throw new OtherIncarnationException(incarnation, present);
        }
    }

    /** Returns the rows, unless the incarnation changed while the read was waiting. */
    private Rows sameHistory(Rows found, long incarnation) {
        check(incarnation);
        return found;
    }

    private @Nullable CompletableFuture<Long> confirmation(ReadLevel level) {
        return switch (level) {
            case LINEARIZABLE -> node.readIndex();
            case LEASE -> node.leaseHeld() ? null : node.leasedReadIndex();
            case EVENTUAL -> node.hasReplayed() ? null : node.readIndex(); // never older than earlier answers
        };
    }

    /**
     * Completes once this node has reached {@code revision}. A node that lags reaches it soon. Where it does not, the
     * leader is asked after half of the time, since it alone shows whether the revision exists.
     */
    private CompletableFuture<Void> reached(long revision) {
        return within(revisionWaitNanos / 2, revision, () -> {
            CompletableFuture<Long> asked = node.readIndex();
            return within(
                    revisionWaitNanos / 2,
                    revision,
                    () -> CompletableFuture.failedFuture(
                            asked.isDone() && !asked.isCompletedExceptionally()
                                    ? FutureRevisionException.writtenByNoNode(revision, store.revision())
                                    : notReached(revision)));
        });
    }

    private CompletableFuture<Void> within(long nanos, long revision, Supplier<CompletableFuture<Void>> otherwise) {
        return store.whenRevision(revision)
                .orTimeout(nanos, TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> failure instanceof TimeoutException
                        ? otherwise.get()
                        : CompletableFuture.failedFuture(failure));
    }

    private RefusedException notReached(long revision) {
        return new RefusedException(
                Refusal.READ_TIMEOUT,
                CoreStatus.NO_LEADER,
                "This node is at revision " + store.revision() + " and did not reach " + revision
                        + " in time, and no leader confirmed whether that revision exists. Nothing was read. Try again"
                        + " or ask another node.");
    }

    private static <T> CompletableFuture<T> now(Supplier<T> look) {
        try {
            return CompletableFuture.completedFuture(look.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Rows lookUp(List<Bytes> keys, long atRevision, RowSink sink) {
        Rows found = store.getAll(keys, atRevision, MAX_ANSWER_BYTES, sink);
        if (found.more()) {
            throw badRequest("The answer would be longer than " + MAX_ANSWER_BYTES
                    + " bytes. Nothing was read. Ask for fewer keys at a time.");
        }
        return found;
    }

    private static RefusedException badRequest(String message) {
        return new RefusedException(Refusal.BAD_REQUEST, CoreStatus.NO_LEADER, message);
    }
}
