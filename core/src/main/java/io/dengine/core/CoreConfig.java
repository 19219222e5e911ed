package io.dengine.core;

import io.dengine.bytes.ClockDrift;
import io.dengine.core.message.Message;

/**
 * The settings of the protocol. All durations are in nanoseconds of the monotonic clock.
 *
 * @param nodeId the id of this node, from 1
 * @param electionMinNanos the minimum election timeout: the shortest time without a leader after which a follower
 *     campaigns, and the least time for which it refuses votes after it heard from a leader; at most an hour. A leader
 *     asks all voters to refuse votes for this time
 * @param electionMaxNanos the maximum election timeout; election deadlines are random between the two
 * @param heartbeatNanos the interval at which a leader sends heartbeats
 * @param leaseNanos the longest duration of a leader lease, from the send time of its round; 0 disables leases
 * @param driftPartsPerMillion the most by which the rates of two monotonic clocks may differ
 * @param maxAppendBytes the most bytes that one append message carries; a single entry may exceed it
 * @param maxInflightAppends the most appends that may be unanswered per peer
 * @param cacheBytes how much of the log's tail is kept in memory, in bytes
 * @param acknowledgedLevel the level at which an entry counts as stored: WRITTEN or SYNCED
 * @param seed the seed of the only random source, which also names histories: 64 random bits, new with each start
 * @param promotesLearners whether a leader promotes promotable learners to voters by itself once they have caught up
 */
public record CoreConfig(
        int nodeId,
        long electionMinNanos,
        long electionMaxNanos,
        long heartbeatNanos,
        long leaseNanos,
        int driftPartsPerMillion,
        int maxAppendBytes,
        int maxInflightAppends,
        long cacheBytes,
        Effect.Level acknowledgedLevel,
        long seed,
        boolean promotesLearners) {
    /** The default of {@code maxAppendBytes}: a small cost per byte, and no heartbeat waits long behind it. */
    public static final int MAX_APPEND_BYTES = 1 << 20;

    /** The default of {@code maxInflightAppends}. */
    public static final int MAX_INFLIGHT_APPENDS = 64;

    /** The number of full appends after whose bytes a leader waits for an answer, whatever their number. */
    private static final int FULL_APPENDS_IN_FLIGHT = 8;

    /**
     * The default of {@code cacheBytes}: the log of a tenth of a second at full load. What lags behind by more is read
     * from the page cache; what is kept for longer is copied by the garbage collector, in pauses.
     */
    public static final long CACHE_BYTES = 4L << 20;

    public CoreConfig {
        require(nodeId >= 1, "node id must be at least 1");
        require(heartbeatNanos > 0, "the heartbeat interval must be positive");
        require(electionMinNanos >= 2 * heartbeatNanos, "the election timeout must be at least two heartbeats");
        require(electionMinNanos <= Message.MAX_PROMISE_NANOS, "the election timeout must be at most an hour");
        require(electionMaxNanos > electionMinNanos, "the election timeouts must form a range");
        require(driftPartsPerMillion >= 0 && driftPartsPerMillion < 500_000, "drift must be below one half");
        require(
                leaseNanos >= 0 && leaseNanos <= safeLeaseNanos(electionMinNanos, driftPartsPerMillion),
                "the lease must end before a voter may elect another leader");
        require(maxAppendBytes >= 1 && maxInflightAppends >= 1 && cacheBytes >= 0, "sizes must be positive");
    }

    /** Creates settings with which promotable learners are promoted. */
    public CoreConfig(
            int nodeId,
            long electionMinNanos,
            long electionMaxNanos,
            long heartbeatNanos,
            long leaseNanos,
            int driftPartsPerMillion,
            int maxAppendBytes,
            int maxInflightAppends,
            long cacheBytes,
            Effect.Level acknowledgedLevel,
            long seed) {
        this(
                nodeId,
                electionMinNanos,
                electionMaxNanos,
                heartbeatNanos,
                leaseNanos,
                driftPartsPerMillion,
                maxAppendBytes,
                maxInflightAppends,
                cacheBytes,
                acknowledgedLevel,
                seed,
                true);
    }

    /**
     * Returns the bytes of unanswered entries from which on a leader sends no more of them to a peer. What a heartbeat
     * would otherwise wait for must be transferred well within the election timeout.
     */
    public long maxInflightBytes() {
        return (long) FULL_APPENDS_IN_FLIGHT * maxAppendBytes;
    }

    public CoreConfig withPromotion(boolean promotes) {
        return new CoreConfig(
                nodeId,
                electionMinNanos,
                electionMaxNanos,
                heartbeatNanos,
                leaseNanos,
                driftPartsPerMillion,
                maxAppendBytes,
                maxInflightAppends,
                cacheBytes,
                acknowledgedLevel,
                seed,
                promotes);
    }

    public CoreConfig withSeed(long newSeed) {
        return new CoreConfig(
                nodeId,
                electionMinNanos,
                electionMaxNanos,
                heartbeatNanos,
                leaseNanos,
                driftPartsPerMillion,
                maxAppendBytes,
                maxInflightAppends,
                cacheBytes,
                acknowledgedLevel,
                newSeed,
                promotesLearners);
    }

    /** Returns the longest leader lease that is safe while clock rates differ by at most the given bound. */
    public static long safeLeaseNanos(long electionMinNanos, int driftPartsPerMillion) {
        return new ClockDrift(driftPartsPerMillion).certain(electionMinNanos);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
