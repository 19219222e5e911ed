package io.dengine.engine;

import io.dengine.core.CoreConfig;

/**
 * The settings of one node. All durations are in nanoseconds of the monotonic clock.
 *
 * @param core the settings of the protocol
 * @param requestTimeoutNanos after this long a client is answered, whatever became of its request
 * @param limits how much may wait
 * @param sync how far behind the disk may be where a write counts as stored before it is synced
 * @param apply how committed entries reach the state machine
 * @param clockToleranceNanos how far the wall clock may move against the monotonic clock, and how late the node may be
 *     scheduled, before a lease is no longer trusted
 */
public record NodeConfig(
        CoreConfig core,
        long requestTimeoutNanos,
        Limits limits,
        SyncPolicy sync,
        ApplyPolicy apply,
        long clockToleranceNanos) {
    private static final long MILLISECOND = 1_000_000L;

    public NodeConfig {
        require(requestTimeoutNanos > 0, "the request timeout must be positive");
        require(clockToleranceNanos > 0, "the clock tolerance must be positive");
    }

    /** Settings that suit a small cluster. */
    public static NodeConfig of(CoreConfig core) {
        return new NodeConfig(
                core,
                5_000 * MILLISECOND,
                new Limits(4 << 20, 65_536, 256L << 20),
                new SyncPolicy(10_000, 100 * MILLISECOND),
                new ApplyPolicy(512, 1 << 20, 100 * MILLISECOND),
                Math.max(20 * MILLISECOND, core.leaseNanos() / 10));
    }

    public NodeConfig withRequestTimeoutNanos(long nanos) {
        return new NodeConfig(core, nanos, limits, sync, apply, clockToleranceNanos);
    }

    public NodeConfig withLimits(Limits newLimits) {
        return new NodeConfig(core, requestTimeoutNanos, newLimits, sync, apply, clockToleranceNanos);
    }

    public NodeConfig withSync(SyncPolicy newSync) {
        return new NodeConfig(core, requestTimeoutNanos, limits, newSync, apply, clockToleranceNanos);
    }

    public NodeConfig withApply(ApplyPolicy newApply) {
        return new NodeConfig(core, requestTimeoutNanos, limits, sync, newApply, clockToleranceNanos);
    }

    /**
     * How much may wait in this node.
     *
     * @param maxCommandBytes the longest command that is accepted
     * @param maxWaitingRequests how many requests may be accepted and unanswered
     * @param maxWaitingBytes how many bytes of commands may be accepted and unanswered
     */
    public record Limits(int maxCommandBytes, int maxWaitingRequests, long maxWaitingBytes) {
        /** More than this cannot be counted, and more than this no node can serve. */
        public static final int MAX_WAITING_REQUESTS = 1 << 20;

        public Limits {
            require(maxCommandBytes >= 1, "commands must have room for at least one byte");
            require(
                    maxWaitingRequests >= 1 && maxWaitingRequests <= MAX_WAITING_REQUESTS,
                    "between 1 and " + MAX_WAITING_REQUESTS + " requests may wait");
            require(
                    maxWaitingBytes >= maxCommandBytes && maxWaitingBytes <= 1L << 40,
                    "at least one command must have room to wait, and at most 1 TiB of them");
        }
    }

    /**
     * When written entries are synced in the background.
     *
     * @param maxEntries after this many unsynced entries
     * @param maxDelayNanos this long after the first unsynced entry
     */
    public record SyncPolicy(int maxEntries, long maxDelayNanos) {
        public SyncPolicy {
            require(maxEntries >= 1 && maxDelayNanos > 0, "sync limits must be positive");
        }
    }

    /**
     * How committed entries reach the state machine.
     *
     * @param chunkEntries how many entries are applied before waiting readers are looked at
     * @param chunkBytes how many bytes of them
     * @param maintenanceNanos how often the leader asks the state machine for maintenance
     */
    public record ApplyPolicy(int chunkEntries, int chunkBytes, long maintenanceNanos) {
        public ApplyPolicy {
            require(chunkEntries >= 1 && chunkBytes >= 1 && maintenanceNanos > 0, "apply limits must be positive");
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
