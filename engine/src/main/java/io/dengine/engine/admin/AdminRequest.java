package io.dengine.engine.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of an operator to the cluster. */
public sealed interface AdminRequest {
    /** No particular configuration is expected. */
    long ANY_INDEX = -1;

    /**
     * Returns the index of the configuration that the operator saw, or {@link #ANY_INDEX}; the request is refused if
     * another one is in force.
     */
    default long expectedIndex() {
        return ANY_INDEX;
    }

    /**
     * Adds a node as a learner.
     *
     * @param promotable whether it may become a voter
     * @param fresh whether the node reports itself that it has no data yet; then it was no member before
     */
    record Join(int nodeId, String address, boolean promotable, boolean fresh, long expectedIndex)
            implements AdminRequest {
        public Join(int nodeId, String address, boolean promotable) {
            this(nodeId, address, promotable, false, ANY_INDEX);
        }
    }

    /** Promotes learners that have caught up to voters, all in one membership change. */
    record Promote(List<Integer> nodeIds, long expectedIndex) implements AdminRequest {
        public Promote {
            nodeIds = List.copyOf(nodeIds);
        }

        public Promote(int nodeId) {
            this(List.of(nodeId), ANY_INDEX);
        }
    }

    /**
     * Removes members, all in one membership change.
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
     * Replaces one node by another, as a voter once it has caught up. With the same id: the node has lost its disk, and
     * starts again as a learner.
     *
     * @param address the address of the new node; null if it is a member already, or keeps its address
     * @param lostStorageId the identity of the disk that was lost, so that a repeated request does not remove the next
     *     disk; 0 for the one that the members know now
     */
    record Replace(int nodeId, int newNodeId, @Nullable String address, long lostStorageId, long expectedIndex)
            implements AdminRequest {
        public Replace(int nodeId, int newNodeId, @Nullable String address, long expectedIndex) {
            this(nodeId, newNodeId, address, 0, expectedIndex);
        }

        /** Returns the same request for this one disk. */
        public Replace ofDisk(long storageId) {
            return new Replace(nodeId, newNodeId, address, storageId, expectedIndex);
        }

        /**
         * Returns the rest of the request once its first change, which adds the new node, is committed. It expects no
         * configuration: the operator's expectation was met, and the cluster itself changes the configuration when it
         * learns the new node's disk, or promotes it.
         */
        public Replace begun() {
            return new Replace(nodeId, newNodeId, address, lostStorageId, ANY_INDEX);
        }
    }

    /** Changes the address of a member. */
    record Move(int nodeId, String address, long expectedIndex) implements AdminRequest {}

    /** Transfers leadership to {@code nodeId}, or to the best node for 0. */
    record TransferLeader(int nodeId) implements AdminRequest {}
}
