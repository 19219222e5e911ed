package io.dengine.node;

import io.dengine.api.Subscription;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Backup;
import io.dengine.engine.admin.AdminRequest;
import io.dengine.transport.ClusterId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The state of a node and the requests of operators, beside the calls of clients, which a {@link
 * io.dengine.call.CallTarget} takes.
 *
 * <p>Thread-safe; nothing blocks. Futures fail with {@link io.dengine.engine.RefusedException}, and complete on the
 * node's own threads, so continuations must be short.
 */
public interface NodeOperations {
    /** Returns the state of this node. */
    NodeState state();

    /** Returns the id of this node's cluster. */
    ClusterId clusterId();

    /** Returns the configuration in force, as far as this node knows. */
    Configuration configuration();

    /** Returns the newest committed configuration, as far as this node knows. */
    Configuration committedConfiguration();

    /** Calls {@code listener} when another configuration may be committed. It must return quickly. */
    Subscription onCommittedConfiguration(Runnable listener);

    /** Returns the address of a member, or null if {@code nodeId} is not a member. */
    default @Nullable String addressOf(int nodeId) {
        var member = configuration().member(nodeId);
        return member == null ? null : member.address();
    }

    /**
     * Executes an operator's request through the leader, and completes with the configuration in force then. A request
     * that has already taken effect succeeds again.
     */
    CompletableFuture<Configuration> administer(AdminRequest request);

    /** Takes a snapshot of this node's state. Completes once it is stored, with its last index and term. */
    CompletableFuture<SnapshotMeta> takeSnapshot();

    /**
     * Accepts the loss of writes that this node acknowledged, may have lost in a power failure, and that no other node
     * has.
     */
    CompletableFuture<Boolean> acceptLoss();

    /** Takes a snapshot of this node's state and opens it for copying. */
    CompletableFuture<Backup> backup();
}
