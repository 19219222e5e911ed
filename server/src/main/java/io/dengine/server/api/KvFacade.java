package io.dengine.server.api;

import io.dengine.bytes.Bytes;
import io.dengine.call.WatchRoom;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Backup;
import io.dengine.engine.admin.AdminRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The key-value store of one node, as its network services see it.
 *
 * <p>Safe for use by any thread, and never blocks. Futures complete on the node's own threads, so continuations must be
 * short. They fail with {@link io.dengine.engine.RefusedException}, or with {@link UnsupportedOperationException} for
 * what this node cannot do at all. Any node takes any request: a follower passes writes to the leader. A service that
 * would rather redirect its clients looks at {@link #state()} first.
 */
public interface KvFacade {
    /** Lives until it is deleted or overwritten. */
    long NO_TTL = 0;

    /** Stores a value; {@code ttlMillis} is {@link #NO_TTL} or positive. A put without TTL ends an earlier one. */
    CompletableFuture<WriteOutcome> put(Bytes key, Bytes value, long ttlMillis);

    /** Removes a key; {@code succeeded} tells whether it was there. */
    CompletableFuture<WriteOutcome> delete(Bytes key);

    /** Stores {@code value} if the present one is {@code expected}; null expects that the key is absent. */
    CompletableFuture<WriteOutcome> compareAndSwap(Bytes key, @Nullable Bytes expected, Bytes value);

    /** Reads keys, all at one revision. */
    CompletableFuture<ReadOutcome> get(List<Bytes> keys, ReadPolicy policy);

    /** Reads keys of a range, in order, all at one revision. */
    CompletableFuture<ReadOutcome> scan(ScanSpec spec, ReadPolicy policy);

    /**
     * Begins a watch on this node's applied changes.
     *
     * @param wakeup runs, on any thread and shortly, after items arrived at a stream that had none
     * @param room takes what waits for the watcher; the watch is canceled where it has none
     * @throws io.dengine.engine.RefusedException if there are too many watches or the request is wrong
     */
    WatchStream watch(WatchSpec spec, Runnable wakeup, WatchRoom room);

    /**
     * Carries out an operator's request, by way of the leader; completes with the members in force then. A request that
     * has taken effect before succeeds again.
     */
    CompletableFuture<Configuration> administer(AdminRequest request);

    /** Takes a snapshot of this node's state; completes once it is stored, with where it ends. */
    default CompletableFuture<SnapshotMeta> takeSnapshot() {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("snapshots on request are not offered"));
    }

    /**
     * Accepts that what this node acknowledged and may have lost with the power is gone, if nobody else has it.
     */
    default CompletableFuture<Boolean> acceptLoss() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("there is no disk to lose anything"));
    }

    /** Takes a snapshot of this node's state, and opens it to be copied elsewhere. */
    default CompletableFuture<Backup> backup() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("backups are not offered"));
    }

    /** The identity of the cluster, 32 hexadecimal digits; empty if this node does not tell it. */
    default String clusterId() {
        return "";
    }

    /** The members in force as far as this node knows. */
    Configuration members();

    /** Calls {@code listener} after each change of members, until the result is closed. */
    AutoCloseable onMembersChange(Consumer<Configuration> listener);

    NodeState state();

    /** The address clients reach a member at, or null if it is none. */
    default @Nullable String addressOf(int nodeId) {
        var member = members().member(nodeId);
        return member == null ? null : member.address();
    }
}
