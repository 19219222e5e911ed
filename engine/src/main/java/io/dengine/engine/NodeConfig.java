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
 * @param snapshots when the state machine's state is stored, so that the log may begin later
 * @param transfer how snapshots flow to peers
 * @param scrub how what is stored is read once more
 * @param check how the states of the members are compared
 * @param clockToleranceNanos how far the wall clock may move against the monotonic clock, and how late the node may be
 *     scheduled, before a lease is no longer trusted
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

    /** Settings that suit a small cluster. */
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

    /** With another seed of the protocol's random source. */
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

    /**
     * When a snapshot is taken. The log between two snapshots is at most about as long as the larger of
     * {@code everyBytes} and the state itself, so that writing snapshots never costs more than writing the log.
     *
     * @param everyEntries a snapshot is due after so many entries
     * @param everyBytes or after so many bytes of them, provided the last snapshot was not larger
     * @param minIntervalNanos but never sooner than this after the last one
     * @param retainedEntries how many entries before a snapshot stay in the log, for peers that lag a little
     * @param keptSnapshots how many snapshots are kept; the log leads on from the oldest
     */
    public record SnapshotPolicy(
            long everyEntries, long everyBytes, long minIntervalNanos, long retainedEntries, int keptSnapshots) {
        public SnapshotPolicy {
            require(everyEntries >= 1 && everyBytes >= 1, "between two snapshots there must be at least one entry");
            require(minIntervalNanos >= 0 && retainedEntries >= 0, "durations and counts must not be negative");
            require(keptSnapshots >= 1, "at least one snapshot must be kept");
        }

        /** Snapshots are taken only when somebody asks for one. */
        public static SnapshotPolicy onRequest() {
            return new SnapshotPolicy(Long.MAX_VALUE, Long.MAX_VALUE, 0, 10_000, 2);
        }
    }

    /**
     * How a snapshot flows to a peer.
     *
     * @param pieceBytes how much one message carries
     * @param windowBytes how far the sender may be ahead of what the peer has stored
     * @param repeatNanos after this long without an answer the sender sends again
     * @param patienceNanos after this long without progress it gives up, and the leader begins another attempt
     */
    public record TransferPolicy(int pieceBytes, int windowBytes, long repeatNanos, long patienceNanos) {
        public TransferPolicy {
            require(pieceBytes >= 1 && windowBytes >= pieceBytes, "a window must hold at least one piece");
            require(repeatNanos > 0 && patienceNanos > repeatNanos, "patience must outlast a repetition");
        }
    }

    /**
     * How the closed part of the log, and the snapshots, are read once more to find damage.
     *
     * @param bytesPerSecond no faster than this
     * @param intervalNanos from the beginning of one pass to that of the next, unless it takes longer; 0 for never
     */
    public record ScrubPolicy(long bytesPerSecond, long intervalNanos) {
        public ScrubPolicy {
            require(bytesPerSecond >= 1 && intervalNanos >= 0, "a scrub must get on");
        }

        /** 4 MiB a second, every six hours. */
        public static ScrubPolicy standard() {
            return new ScrubPolicy(4 << 20, 6 * 3_600_000 * MILLISECOND);
        }

        public boolean isOff() {
            return intervalNanos == 0;
        }
    }

    /**
     * How often the leader has the members compare their states.
     *
     * @param intervalNanos how far apart comparisons are at least; 0 for none
     * @param patienceNanos how long the leader waits for the answers of all
     */
    public record CheckPolicy(long intervalNanos, long patienceNanos) {
        public CheckPolicy {
            require(intervalNanos >= 0 && patienceNanos > 0, "members must have time to answer");
        }

        /** Every ten minutes, with a minute to answer. */
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
