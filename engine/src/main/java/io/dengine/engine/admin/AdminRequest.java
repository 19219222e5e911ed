package io.dengine.engine.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an operator asks of the cluster. */
public sealed interface AdminRequest {
    /** No particular configuration is expected. */
    long ANY_INDEX = -1;

    /** The index of the configuration that the operator saw, or {@link #ANY_INDEX}; another one refuses the request. */
    default long expectedIndex() {
        return ANY_INDEX;
    }

    /**
     * Adds a node as a learner.
     *
     * @param promotable whether it may become a voter
     * @param fresh whether the node says itself that it has no data yet; it is then no member that was here before
     */
    record Join(int nodeId, String address, boolean promotable, boolean fresh, long expectedIndex)
            implements AdminRequest {
        public Join(int nodeId, String address, boolean promotable) {
            this(nodeId, address, promotable, false, ANY_INDEX);
        }
    }

    /** Makes learners that have caught up voters, all in one step. */
    record Promote(List<Integer> nodeIds, long expectedIndex) implements AdminRequest {
        public Promote {
            nodeIds = List.copyOf(nodeIds);
        }

        public Promote(int nodeId) {
            this(List.of(nodeId), ANY_INDEX);
        }
    }

    /**
     * Sends members away, all in one step.
     *
     * @param force even if a majority of the voters that stay does not answer
     */
    record Remove(List<Integer> nodeIds, boolean force, long expectedIndex) implements AdminRequest {
        public Remove {
            nodeIds = List.copyOf(nodeIds);
        }

        public Remove(int nodeId) {
            this(List.of(nodeId), false, ANY_INDEX);
        }
    }

    /**
     * Puts one node in the place of another, as a voter once it has caught up. With the same id: the node has lost its
     * disk, and begins anew as a learner.
     *
     * @param address of the new node; null if it is a member already, or stays where it was
     * @param lostStorageId the disk that was lost, so that the same request, made again, does not send away the next
     *     one; 0 for the one that the members know now
     */
    record Replace(int nodeId, int newNodeId, @Nullable String address, long lostStorageId, long expectedIndex)
            implements AdminRequest {
        public Replace(int nodeId, int newNodeId, @Nullable String address, long expectedIndex) {
            this(nodeId, newNodeId, address, 0, expectedIndex);
        }

        /** The same, of this one disk. */
        public Replace ofDisk(long storageId) {
            return new Replace(nodeId, newNodeId, address, storageId, expectedIndex);
        }
    }

    /** A member is reached under another address from now on. */
    record Move(int nodeId, String address, long expectedIndex) implements AdminRequest {}

    /** Hands leadership to {@code nodeId}, or to the best node for 0. */
    record TransferLeader(int nodeId) implements AdminRequest {}
}
