package io.dengine.engine;

import io.dengine.core.CoreConfig;

/**
 * The settings of a node. All durations are in nanoseconds of the monotonic clock.
 *
 * @param core the settings of the protocol
 * @param requestTimeoutNanos the time after which a client is answered, whatever the outcome of its request
 * @param limits the limits on pending requests
 * @param sync how far the disk may be behind if a write counts as stored before it is synced
 * @param apply how committed entries reach the state machine
 * @param snapshots when the state is stored as a snapshot, so that the log may begin later
 * @param transfer how snapshots are sent to peers
 * @param scrub how stored data is read again
 * @param check how the states of the members are compared
 * @param clockToleranceNanos how far the wall clock may move against the monotonic clock, and how late the node may be
 *     scheduled, before a leader lease is no longer trusted
 */
public record NodeConfig(
        CoreConfig core,
        long requestTimeoutNanos,
        Limits limits,
        SyncPolicy sync,
        ApplyPolicy apply,
        SnapshotPolicy snapshots,
        TransferPolicy transfer,
        ScrubPolicy scrub,
        CheckPolicy check,
        long clockToleranceNanos) {
    private static final long MILLISECOND = 1_000_000L;

    public NodeConfig {
        require(requestTimeoutNanos > 0, "the request timeout must be positive");
        require(clockToleranceNanos > 0, "the clock tolerance must be positive");
    }

    /** Returns settings that suit a small cluster. */
    public static NodeConfig of(CoreConfig core) {
        return new NodeConfig(
                core,
                5_000 * MILLISECOND,
                new Limits((4 << 20) + (65 << 10), 65_536, 256L << 20),
                new SyncPolicy(10_000, 100 * MILLISECOND),
                new ApplyPolicy(512, 1 << 20, 100 * MILLISECOND),
                new SnapshotPolicy(1_000_000, 64L << 20, 10_000 * MILLISECOND, 10_000, 2),
                new TransferPolicy(128 << 10, 1 << 20, 500 * MILLISECOND, 10_000 * MILLISECOND),
                ScrubPolicy.standard(),
                CheckPolicy.standard(),
                Math.max(20 * MILLISECOND, core.leaseNanos() / 10));
    }

    /** Returns the same settings with another seed of the protocol's random source. */
    public NodeConfig withSeed(long seed) {
        return new NodeConfig(
                core.withSeed(seed),
                requestTimeoutNanos,
                limits,
                sync,
                apply,
                snapshots,
                transfer,
                scrub,
                check,
                clockToleranceNanos);
    }

    public NodeConfig withRequestTimeoutNanos(long nanos) {
        return new NodeConfig(core, nanos, limits, sync, apply, snapshots, transfer, scrub, check, clockToleranceNanos);
    }

    public NodeConfig withLimits(Limits newLimits) {
        return new NodeConfig(
                core,
                requestTimeoutNanos,
                newLimits,
                sync,
                apply,
                snapshots,
                transfer,
                scrub,
                check,
                clockToleranceNanos);
    }

    public NodeConfig withSync(SyncPolicy newSync) {
        return new NodeConfig(
                core,
                requestTimeoutNanos,
                limits,
                newSync,
                apply,
                snapshots,
                transfer,
                scrub,
                check,
                clockToleranceNanos);
    }

    public NodeConfig withApply(ApplyPolicy newApply) {
        return new NodeConfig(
                core,
                requestTimeoutNanos,
                limits,
                sync,
                newApply,
                snapshots,
                transfer,
                scrub,
                check,
                clockToleranceNanos);
    }

    public NodeConfig withSnapshots(SnapshotPolicy newSnapshots) {
        return new NodeConfig(
                core,
                requestTimeoutNanos,
                limits,
                sync,
                apply,
                newSnapshots,
                transfer,
                scrub,
                check,
                clockToleranceNanos);
    }

    public NodeConfig withTransfer(TransferPolicy newTransfer) {
        return new NodeConfig(
                core,
                requestTimeoutNanos,
                limits,
                sync,
                apply,
                snapshots,
                newTransfer,
                scrub,
                check,
                clockToleranceNanos);
    }

    public NodeConfig withScrub(ScrubPolicy newScrub) {
        return new NodeConfig(
                core,
                requestTimeoutNanos,
                limits,
                sync,
                apply,
                snapshots,
                transfer,
                newScrub,
                check,
                clockToleranceNanos);
    }

    public NodeConfig withCheck(CheckPolicy newCheck) {
        return new NodeConfig(
                core,
                requestTimeoutNanos,
                limits,
                sync,
                apply,
                snapshots,
                transfer,
                scrub,
                newCheck,
                clockToleranceNanos);
    }

    /**
     * The limits on what may be pending in a node.
     *
     * @param maxCommandBytes the longest command that is accepted
     * @param maxWaitingRequests the most requests that may be accepted and unanswered
     * @param maxWaitingBytes the most bytes of commands that may be accepted and unanswered
     */
    public record Limits(int maxCommandBytes, int maxWaitingRequests, long maxWaitingBytes) {
        /** The most requests that can be counted, and more than any node can serve. */
        public static final int MAX_WAITING_REQUESTS = 1 << 20;

        public Limits {
            require(maxCommandBytes >= 1, "the maximum size of a command must be at least 1 byte");
            require(
                    maxWaitingRequests >= 1 && maxWaitingRequests <= MAX_WAITING_REQUESTS,
                    "between 1 and " + MAX_WAITING_REQUESTS + " requests may be pending");
            require(
                    maxWaitingBytes >= maxCommandBytes && maxWaitingBytes <= 1L << 40,
                    "pending commands must be allowed between the size of one command and 1 TiB");
        }
    }

    /**
     * The times at which written entries are synced in the background.
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
     * The way in which committed entries reach the state machine.
     *
     * @param chunkEntries the most entries that are applied before waiting reads are released
     * @param chunkBytes the most bytes of them
     * @param maintenanceNanos the interval at which the leader asks the state machine for maintenance
     */
    public record ApplyPolicy(int chunkEntries, int chunkBytes, long maintenanceNanos) {
        public ApplyPolicy {
            require(chunkEntries >= 1 && chunkBytes >= 1 && maintenanceNanos > 0, "apply limits must be positive");
        }
    }

    /**
     * The times at which a snapshot is taken. The log between two snapshots is at most about as long as the larger of
     * {@code everyBytes} and the state itself, so that writing snapshots never costs more than writing the log.
     *
     * @param everyEntries a snapshot is due after this many entries
     * @param everyBytes or after this many bytes of them, provided the last snapshot was not larger
     * @param minIntervalNanos but never sooner than this after the last one
     * @param retainedEntries the number of entries before a snapshot that stay in the log, for peers that lag a little
     * @param keptSnapshots the number of snapshots that are kept; the log continues from the oldest
     */
    public record SnapshotPolicy(
            long everyEntries, long everyBytes, long minIntervalNanos, long retainedEntries, int keptSnapshots) {
        public SnapshotPolicy {
            require(everyEntries >= 1 && everyBytes >= 1, "there must be at least one entry between two snapshots");
            require(minIntervalNanos >= 0 && retainedEntries >= 0, "durations and counts must not be negative");
            require(keptSnapshots >= 1, "at least one snapshot must be kept");
        }

        /** Returns a policy under which snapshots are taken only on request. */
        public static SnapshotPolicy onRequest() {
            return new SnapshotPolicy(Long.MAX_VALUE, Long.MAX_VALUE, 0, 10_000, 2);
        }
    }

    /**
     * The way in which a snapshot is sent to a peer.
     *
     * @param pieceBytes the bytes that one message carries
     * @param windowBytes how far the sender may be ahead of what the peer has stored
     * @param repeatNanos the time without an answer after which the sender sends again
     * @param patienceNanos the time without progress after which it abandons the attempt, and the leader begins another
     *     one
     */
    public record TransferPolicy(int pieceBytes, int windowBytes, long repeatNanos, long patienceNanos) {
        public TransferPolicy {
            require(pieceBytes >= 1 && windowBytes >= pieceBytes, "a window must hold at least one piece");
            require(
                    repeatNanos > 0 && patienceNanos > repeatNanos,
                    "the patience must be longer than the time between repetitions");
        }
    }

    /**
     * The way in which the closed part of the log, and the snapshots, are read again to find damage.
     *
     * @param bytesPerSecond the maximum rate
     * @param intervalNanos the time from the beginning of one pass to that of the next, unless a pass takes longer; 0
     *     for never
     */
    public record ScrubPolicy(long bytesPerSecond, long intervalNanos) {
        public ScrubPolicy {
            require(bytesPerSecond >= 1 && intervalNanos >= 0, "a scrub must read at least 1 byte per second");
        }

        /** Returns the standard policy: 4 MiB per second, every six hours. */
        public static ScrubPolicy standard() {
            return new ScrubPolicy(4 << 20, 6 * 3_600_000 * MILLISECOND);
        }

        public boolean isOff() {
            return intervalNanos == 0;
        }
    }

    /**
     * The times at which the leader makes the members compare their states.
     *
     * @param intervalNanos the minimum time between two comparisons; 0 for none
     * @param patienceNanos how long the leader waits for the answers of all members
     */
    public record CheckPolicy(long intervalNanos, long patienceNanos) {
        public CheckPolicy {
            require(
                    intervalNanos >= 0 && patienceNanos > 0,
                    "the interval must not be negative, and the patience must be positive");
        }

        /** Returns the standard policy: every ten minutes, with a minute to answer. */
        public static CheckPolicy standard() {
            return new CheckPolicy(600_000 * MILLISECOND, 60_000 * MILLISECOND);
        }

        public boolean isOff() {
            return intervalNanos == 0;
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
