package io.dengine.engine.stage;

import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeMetrics;
import io.dengine.engine.NodePorts;
import java.io.IOException;

/**
 * Syncs entries in the background that count as stored before they are synced, so that a power failure takes no more of
 * them than the policy says. Delays the log stage only when the disk cannot keep up: once the oldest unsynced entry is
 * several times as old as the policy asks for, and noticeably old.
 */
final class SyncStage extends NodeStage {
    private static final int BEHIND_FACTOR = 4;
    private static final long MIN_BEHIND_NANOS = 500_000_000L;

    private final NodePorts ports;
    private final NodeConfig.SyncPolicy policy;
    private final NodeMetrics metrics;
    private final LongSlot appended = new LongSlot(0);
    private final LongSlot synced = new LongSlot(0);

    /** The entries appended so far. Owned by the log stage. */
    private long appendedTotal;

    private long dueNanos = NO_DEADLINE;

    /** The time at which the first unsynced entry came; written by the log stage. */
    private volatile long unsyncedSinceNanos;
    /** The time at which the last sync began: everything older is synced. */
    private volatile long lastSyncNanos;

    private final long maxAgeNanos;

    SyncStage(NodePorts ports, NodeConfig.SyncPolicy policy, NodeMetrics metrics, FailStop failStop) {
        super("sync", failStop);
        this.ports = ports;
        this.policy = policy;
        this.metrics = metrics;
        this.maxAgeNanos = Math.max(MIN_BEHIND_NANOS, BEHIND_FACTOR * policy.maxDelayNanos());
        this.lastSyncNanos = ports.time().nanoTime();
        this.unsyncedSinceNanos = lastSyncNanos;
    }

    /**
     * Returns whether the disk is so far behind that further writes would break the policy. The log stage then waits
     * for the disk itself.
     */
    boolean isTooFarBehind() {
        return unsyncedNanos() > maxAgeNanos;
    }

    /** Returns whether the disk is behind, so that more writes may soon have to wait for it. */
    boolean isBehind() {
        return unsyncedNanos() > maxAgeNanos / 2;
    }

    /** Returns the age of the oldest unsynced entry, or more. */
    private long unsyncedNanos() {
        if (unsyncedEntries() == 0) {
            return 0;
        }
        return ports.time().nanoTime() - Math.max(unsyncedSinceNanos, lastSyncNanos);
    }

    /**
     * Counts appended entries. Called by the log stage. Wakes this stage only for the first unsynced entries and for
     * too many.
     */
    void appended(int entries) {
        if (appendedTotal == synced.get()) {
            unsyncedSinceNanos = ports.time().nanoTime();
        }
        appendedTotal += entries;
        appended.publish(appendedTotal);
        // Only after publishing: a thread that synced the rest meanwhile looks again before it rests.
        long unsynced = appendedTotal - synced.get();
        if (unsynced <= entries || unsynced >= policy.maxEntries()) {
            wake();
        }
    }

    long unsyncedEntries() {
        return appended.get() - synced.get();
    }

    /** Returns the number of unsynced entries. */
    @Override
    public int waiting() {
        return (int) Math.min(Integer.MAX_VALUE, unsyncedEntries());
    }

    @Override
    boolean work() throws IOException {
        long target = appended.get();
        long unsynced = target - synced.get();
        if (unsynced == 0) {
            dueNanos = NO_DEADLINE;
            return false;
        }
        long nowNanos = ports.time().nanoTime();
        if (dueNanos == NO_DEADLINE) {
            dueNanos = nowNanos + policy.maxDelayNanos();
        }
        if (unsynced < policy.maxEntries() && nowNanos < dueNanos) {
            return false;
        }
        ports.log().sync();
        metrics.logSynced(ports.time().nanoTime() - nowNanos);
        lastSyncNanos = nowNanos;
        synced.publish(target);
        dueNanos = NO_DEADLINE;
        ports.log().prepare();
        return true;
    }

    @Override
    boolean giveUp() {
        return false;
    }

    @Override
    long workDeadlineNanos() {
        return dueNanos;
    }
}
