package io.dengine.engine.stage;

import io.dengine.core.log.Entry;
import io.dengine.engine.NodeConfig.SnapshotPolicy;
import java.util.List;

/**
 * Counts what was applied since the last snapshot, until enough was for another one: as many entries as configured, or
 * as many bytes as the last snapshot has, so that a node writes no more for snapshots than for its log.
 *
 * <p>All nodes apply the same log. So that they do not all take their snapshots at the same entry, each is ahead by
 * another part of an interval. Then a majority is free of this work nearly always, and members that share a machine or
 * a disk do not compete. Owned by the apply stage.
 */
final class SnapshotInterval {
    /** The part of an interval by which a node is ahead of the one before: its multiples are spread well. */
    private static final double STEP = (Math.sqrt(5) - 1) / 2;

    private final SnapshotPolicy policy;
    private final double ahead;
    private long bytes;
    private long entriesSince;
    private long bytesSince;

    SnapshotInterval(SnapshotPolicy policy, int nodeId) {
        this.policy = policy;
        this.ahead = nodeId * STEP % 1;
        this.bytes = policy.everyBytes();
        restart();
    }

    /** Begins to count where this node is ahead of others: at a start, or after a snapshot of another node. */
    void restart() {
        entriesSince = (long) (ahead * policy.everyEntries());
        bytesSince = (long) (ahead * bytes);
    }

    void applied(List<Entry> entries) {
        entriesSince += entries.size();
        for (int i = 0; i < entries.size(); i++) {
            bytesSince += entries.get(i).weightBytes();
        }
    }

    boolean isOver() {
        return entriesSince >= policy.everyEntries() || bytesSince >= bytes;
    }

    /** Begins the next interval, as a snapshot begins. */
    void next() {
        entriesSince = 0;
        bytesSince = 0;
    }

    /** Adapts the length of the interval to a snapshot that was stored; this node stays as far ahead as before. */
    void stored(long snapshotBytes) {
        long before = bytes;
        bytes = Math.max(policy.everyBytes(), snapshotBytes);
        bytesSince += (long) (ahead * (bytes - before));
    }
}
