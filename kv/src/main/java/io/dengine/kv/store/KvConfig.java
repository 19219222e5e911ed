package io.dengine.kv.store;

import io.dengine.kv.watch.WatchConfig;

/**
 * The part of a store's configuration that each node chooses for itself: none of it changes what the log means.
 *
 * @param historyRevisions the maximum number of revisions before the newest one that can be read, and watched from;
 *     from 0
 * @param historyBytes the approximate maximum memory of these revisions, in bytes; from 0
 * @param graceMillis the time after the start of its leadership during which a leader lets nothing expire; at least the
 *     time that clients need to find a new leader. From 0 to half of {@link #GRACE_SPACING_MILLIS}
 * @param watch the bounds of watches
 * @param quotas the part of the state that clients may use; the quotas of the leader are in force
 */
public record KvConfig(int historyRevisions, long historyBytes, long graceMillis, WatchConfig watch, Quotas quotas) {
    /**
     * The minimum time between the starts of two graces, by the log's clock: so leases and sessions can expire during
     * at least half of the time in which the cluster has a leader, however often leaders change. Part of the state
     * machine.
     */
    public static final long GRACE_SPACING_MILLIS = 6_000;

    /**
     * The time for which the log's clock must have stood still before a leader's first entry, for a grace to begin
     * however recent the last one is: no client could renew anything meanwhile. Longer than the time for which a leader
     * leaves the log without a clock update. Part of the state machine.
     */
    public static final long OUTAGE_MILLIS = 3_000;

    /** The defaults. */
    public static final KvConfig STANDARD = new KvConfig(50_000, 64 << 20, 3_000, WatchConfig.STANDARD);

    /** Creates a configuration with the default quotas. */
    public KvConfig(int historyRevisions, long historyBytes, long graceMillis, WatchConfig watch) {
        this(historyRevisions, historyBytes, graceMillis, watch, Quotas.STANDARD);
    }

    /** Returns this configuration with other quotas. */
    public KvConfig withQuotas(Quotas other) {
        return new KvConfig(historyRevisions, historyBytes, graceMillis, watch, other);
    }

    /**
     * Returns the floor that a history gets.
     *
     * @param newest the newest revision, which the floor never exceeds
     * @param floor the present floor, which never falls
     * @param wanted the floor that a compaction asked for
     * @param forBytes the lowest floor that keeps the history within its bytes
     */
    public long floorOf(long newest, long floor, long wanted, long forBytes) {
        long lowest = Math.max(newest - historyRevisions, Math.max(wanted, forBytes));
        return Math.max(floor, Math.min(newest, lowest));
    }

    public KvConfig {
        if (historyRevisions < 0 || historyBytes < 0 || graceMillis < 0) {
            throw new IllegalArgumentException("history and grace must not be negative: " + historyRevisions
                    + " revisions, " + historyBytes + " bytes, " + graceMillis + " ms");
        }
        if (graceMillis > GRACE_SPACING_MILLIS / 2) {
            throw new IllegalArgumentException(
                    "a grace may take " + GRACE_SPACING_MILLIS / 2 + " ms, not " + graceMillis);
        }
    }
}
