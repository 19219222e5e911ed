package io.dengine.engine.stage;

import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeMetrics;
import io.dengine.engine.NodePorts;
import java.io.IOException;

/**
 * Syncs in the background what counts as stored before it is synced, so that a loss of power takes no more than the
 * policy says. Holds up the log stage only when the disk cannot keep up: once the oldest unsynced entry is several
 * times as old as the policy asks for, and noticeably old.
 */
final class SyncStage extends NodeStage {
    private static final int BEHIND_FACTOR = 4;
    private static final long MIN_BEHIND_NANOS = 500_000_000L;

    private final NodePorts ports;
    private final NodeConfig.SyncPolicy policy;
    private final NodeMetrics metrics;
    private final LongSlot appended = new LongSlot(0);
    private final LongSlot synced = new LongSlot(0);

    /** Owned by the log stage. */
    private long appendedTotal;

    private long dueNanos = NO_DEADLINE;

    /** When the first entry came that was unsynced; written by the log stage. */
    private volatile long unsyncedSinceNanos;
    /** When the last sync began: everything older is synced. */
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
     * Whether the disk has fallen so far behind that writing on would break what the policy promises. The log stage
     * then waits for the disk itself.
     */
    boolean isTooFarBehind() {
        return unsyncedNanos() > maxAgeNanos;
    }

    /** Whether the disk has some catching up to do, so that more may soon have to wait for it. */
    boolean isBehind() {
        return unsyncedNanos() > maxAgeNanos / 2;
    }

    /** The age of the oldest unsynced entry, or more. */
    private long unsyncedNanos() {
        if (unsyncedEntries() == 0) {
            return 0;
        }
        return ports.time().nanoTime() - Math.max(unsyncedSinceNanos, lastSyncNanos);
    }

    /** Called by the log stage. Wakes this stage only for the first unsynced entries and for too many. */
    void appended(int entries) {
        if (appendedTotal == synced.get()) {
            unsyncedSinceNanos = ports.time().nanoTime();
        }
        appendedTotal += entries;
        appended.publish(appendedTotal);
        // Only after publishing: whoever synced the rest meanwhile looks again before it rests.
        long unsynced = appendedTotal - synced.get();
        if (unsynced <= entries || unsynced >= policy.maxEntries()) {
            wake();
        }
    }

    long unsyncedEntries() {
        return appended.get() - synced.get();
    }

    /** Entries that are not synced. */
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
