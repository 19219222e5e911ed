package io.dengine.engine.stage;

import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeMetrics;
import io.dengine.engine.NodePorts;
import java.io.IOException;

/**
 * Syncs in the background what counts as stored before it is synced, so that a loss of power takes no more than the
 * policy says. Holds up the log stage only when the disk is several times as slow as the policy asks.
 */
final class SyncStage extends NodeStage {
    private static final int BEHIND_FACTOR = 4;

    private final NodePorts ports;
    private final NodeConfig.SyncPolicy policy;
    private final NodeMetrics metrics;
    private final LongSlot appended = new LongSlot(0);
    private final LongSlot synced = new LongSlot(0);

    /** Owned by the log stage. */
    private long appendedTotal;

    private long dueNanos = NO_DEADLINE;

    SyncStage(NodePorts ports, NodeConfig.SyncPolicy policy, NodeMetrics metrics, FailStop failStop) {
        super("sync", failStop);
        this.ports = ports;
        this.policy = policy;
        this.metrics = metrics;
    }

    /**
     * Whether the disk has fallen so far behind that writing on would break what the policy promises. The log stage
     * then waits for the disk itself.
     */
    boolean isTooFarBehind() {
        return unsyncedEntries() > (long) BEHIND_FACTOR * policy.maxEntries();
    }

    /** Called by the log stage. Wakes this stage only for the first unsynced entries and for too many. */
    void appended(int entries) {
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
