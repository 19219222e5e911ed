package io.dengine.simulator.explore;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.Effect;
import io.dengine.core.RaftCore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node: its core while it runs, its disk, and the pending operations of the disk. */
final class ExploredNode {
    final int id;
    final DiskModel disk;

    /** The core, or null while the process is down. */
    @Nullable
    RaftCore core;

    /** The operations passed to the disk and not completed: {@link Effect.Persist}, {@link Effect.Install}, Compact. */
    final List<Effect> pending;

    boolean installed;
    boolean paused;
    boolean stalled;

    /** True if the node has stopped itself for a valid reason. */
    boolean ended;

    int starts;
    long leaseTerm;
    long leaseUntilNanos = Long.MIN_VALUE;
    long leaseFloor;

    /** The time of its last tick: a node is ticked at most once at one instant. */
    long tickedNanos = -1;

    private long fingerprint;

    ExploredNode(int id, DiskModel disk) {
        this.id = id;
        this.disk = disk;
        this.pending = new ArrayList<>(2);
    }

    private ExploredNode(ExploredNode other) {
        id = other.id;
        disk = other.disk.copy();
        core = other.core == null ? null : (RaftCore) ObjectGraph.copy(other.core);
        pending = new ArrayList<>(other.pending);
        installed = other.installed;
        paused = other.paused;
        stalled = other.stalled;
        ended = other.ended;
        starts = other.starts;
        leaseTerm = other.leaseTerm;
        leaseUntilNanos = other.leaseUntilNanos;
        leaseFloor = other.leaseFloor;
        tickedNanos = other.tickedNanos;
    }

    ExploredNode copy() {
        return new ExploredNode(this);
    }

    boolean isUp() {
        return core != null;
    }

    boolean leads() {
        return core != null && core.status().role() == RoleName.LEADER;
    }

    boolean isReadyLeader() {
        return core != null && core.status().ready();
    }

    long term() {
        return core == null ? disk.hardState().term() : core.status().term();
    }

    boolean holdsLease(long nowNanos) {
        return core != null && nowNanos < leaseUntilNanos && core.commitIndex() >= leaseFloor;
    }

    /** Ends the process; data that was not passed to the operating system is lost. */
    void die() {
        core = null;
        pending.clear();
        paused = false;
        stalled = false;
        leaseUntilNanos = Long.MIN_VALUE;
        tickedNanos = -1;
    }

    /** Marks the node as changed. */
    void touch() {
        fingerprint = 0;
    }

    long fingerprint() {
        if (fingerprint == 0) {
            long sum = core == null ? 3 : ObjectGraph.fingerprint(core);
            sum = ObjectGraph.mix(sum, disk.fingerprint());
            sum = ObjectGraph.mix(sum, ObjectGraph.fingerprint(pending));
            long flags = (installed ? 1L : 0L) + (paused ? 2 : 0) + (stalled ? 4 : 0) + (ended ? 8 : 0);
            sum = ObjectGraph.mix(sum, flags);
            sum = ObjectGraph.mix(ObjectGraph.mix(sum, leaseUntilNanos), tickedNanos);
            fingerprint = sum == 0 ? 1 : sum;
        }
        return fingerprint;
    }
}
