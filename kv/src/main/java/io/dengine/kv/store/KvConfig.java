package io.dengine.kv.store;

import io.dengine.kv.watch.WatchConfig;

/**
 * What a node may choose for itself: none of it changes what the log means.
 *
 * @param historyRevisions how many revisions before the newest one can be read, and watched from, at most; from 0
 * @param historyBytes about how much memory they may take; from 0
 * @param graceMillis how long after the begin of its leadership a leader lets nothing end; at least the time in which
 *     clients find a new leader. From 0 to half of {@link #GRACE_SPACING_MILLIS}
 * @param watch bounds of watches
 * @param quotas what clients may take of the state; those of the leader count
 */
public record KvConfig(
        int historyRevisions, long historyBytes, long graceMillis, WatchConfig watch, Quotas quotas) {
    /**
     * From the start of one grace to that of the next at least, by the log's clock: so things can end at least half of
     * the time that the cluster has a leader, however often leaders change. Part of the state machine.
     */
    public static final long GRACE_SPACING_MILLIS = 6_000;

    /**
     * Before a leader's first entry the log's clock stood still for so long: no client could renew anything meanwhile,
     * so a grace begins however recent the last one is. Longer than a leader leaves the log without the time. Part of
     * the state machine.
     */
    public static final long OUTAGE_MILLIS = 3_000;

    /** What serves most. */
    public static final KvConfig STANDARD = new KvConfig(50_000, 64 << 20, 3_000, WatchConfig.STANDARD);

    /** With the quotas that serve most. */
    public KvConfig(int historyRevisions, long historyBytes, long graceMillis, WatchConfig watch) {
        this(historyRevisions, historyBytes, graceMillis, watch, Quotas.STANDARD);
    }

    /** The same with other quotas. */
    public KvConfig withQuotas(Quotas other) {
        return new KvConfig(historyRevisions, historyBytes, graceMillis, watch, other);
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
