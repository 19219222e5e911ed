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
 * requests that this node does not support. Any node accepts any request: a follower forwards writes to the leader. A
 * service that redirects its clients instead checks {@link #state()} first.
 */
public interface KvFacade {
    /** The TTL of a key that lives until it is deleted or overwritten. */
    long NO_TTL = 0;

    /** Stores a value; {@code ttlMillis} is {@link #NO_TTL} or positive. A put without a TTL removes an earlier TTL. */
    CompletableFuture<WriteOutcome> put(Bytes key, Bytes value, long ttlMillis);

    /** Removes a key; {@code succeeded} is true if the key was present. */
    CompletableFuture<WriteOutcome> delete(Bytes key);

    /** Stores {@code value} if the current value is {@code expected}; null expects that the key is absent. */
    CompletableFuture<WriteOutcome> compareAndSwap(Bytes key, @Nullable Bytes expected, Bytes value);

    /** Reads keys, all at one revision. */
    CompletableFuture<ReadOutcome> get(List<Bytes> keys, ReadPolicy policy);

    /** Reads the keys of a range in key order, all at one revision. */
    CompletableFuture<ReadOutcome> scan(ScanSpec spec, ReadPolicy policy);

    /**
     * Begins a watch on this node's applied changes.
     *
     * @param wakeup runs, on any thread and shortly, after items arrived at a stream that had none
     * @param room accounts for the items that wait for the watcher; the watch is canceled if it has no room
     * @throws io.dengine.engine.RefusedException if there are too many watches or the request is wrong
     */
    WatchStream watch(WatchSpec spec, Runnable wakeup, WatchRoom room);

    /**
     * Executes an operator's request through the leader. Completes with the configuration in force afterwards. A
     * request that has already taken effect succeeds again.
     */
    CompletableFuture<Configuration> administer(AdminRequest request);

    /** Takes a snapshot of this node's state. Completes once it is stored, with its last index and term. */
    default CompletableFuture<SnapshotMeta> takeSnapshot() {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("snapshots on request are not offered"));
    }

    /**
     * Accepts the loss of writes that this node acknowledged, may have lost in a power failure, and that no other node
     * has.
     */
    default CompletableFuture<Boolean> acceptLoss() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("there is no disk to lose anything"));
    }

    /** Takes a snapshot of this node's state and opens it for copying. */
    default CompletableFuture<Backup> backup() {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("backups are not offered"));
    }

    /** Returns the id of the cluster, 32 hexadecimal digits, or an empty string if this node does not report it. */
    default String clusterId() {
        return "";
    }

    /** Returns the configuration in force as far as this node knows. */
    Configuration members();

    /** Calls {@code listener} after each membership change, until the result is closed. */
    AutoCloseable onMembersChange(Consumer<Configuration> listener);

    NodeState state();

    /** Returns the address at which clients reach a member, or null if {@code nodeId} is not a member. */
    default @Nullable String addressOf(int nodeId) {
        var member = members().member(nodeId);
        return member == null ? null : member.address();
    }
}
