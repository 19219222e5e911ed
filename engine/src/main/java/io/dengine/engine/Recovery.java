package io.dengine.engine;

import io.dengine.core.log.Completeness;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.LogStore;
import io.dengine.engine.port.OtherVersionException;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.stage.SnapshotRestore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The recovered state with which a node starts.
 *
 * @param log what the log store found; its hard state says whether entries that this node acknowledged may be missing
 * @param storageId the identity of the disk, drawn at random when the log was created; 0 if it has none
 */
public record Recovery(RecoveredLog log, long storageId) {
    /** Creates the state of a disk without an identity. */
    public Recovery(RecoveredLog log) {
        this(log, 0);
    }

    /** Returns the same log with another hard state, from a disk with an identity. */
    public Recovery with(HardState hardState, long identity) {
        return new Recovery(log.with(hardState), identity);
    }

    /** Returns whether entries that this node acknowledged may be missing. */
    public boolean lacksEntries() {
        return log.hardState().completeness() != Completeness.COMPLETE;
    }

    /** Recovers the log, and continues as {@link #of(RecoveredLog, LogStore, SnapshotStore, StateMachine)} does. */
    public static Recovery of(LogStore store, SnapshotStore snapshots, StateMachine machine) throws IOException {
        return of(store.recover(), store, snapshots, machine);
    }

    /**
     * Brings the state machine to a state from which the recovered log continues: with the newest snapshot that can be
     * read, unless the state machine is there by itself.
     *
     * <p>A snapshot that a leader sent may have been stored just before the node ended, so that the log does not reach
     * it, or contradicts it. Everything in a snapshot is committed: the log then starts again after it, even if the
     * state machine has taken over the snapshot already.
     *
     * <p>A state machine that is ahead of the log has applied entries that the log no longer has: the log was set
     * aside, or lost its tail in a power failure. Other entries may follow now, so the state machine starts again as
     * well.
     *
     * <p>Snapshots that cannot be read are set aside only once there is such a state: until then they may be all that
     * is left, for an operator to save.
     *
     * @throws DamagedSnapshotException if there is no state from which the log continues; no snapshot was changed
     * @throws OtherVersionException if a snapshot is in the format of another version; no snapshot was changed
     */
    public static Recovery of(RecoveredLog log, LogStore store, SnapshotStore snapshots, StateMachine machine)
            throws IOException {
        List<SnapshotStore.Stored> unreadable = new ArrayList<>();
        RecoveredLog led = lead(log, store, snapshots, machine, unreadable);
        snapshots.setAside(unreadable);
        return new Recovery(led);
    }

    private static RecoveredLog lead(
            RecoveredLog log,
            LogStore store,
            SnapshotStore snapshots,
            StateMachine machine,
            List<SnapshotStore.Stored> unreadable)
            throws IOException {
        StringBuilder damage = new StringBuilder();
        if (machine.appliedIndex() > log.lastIndex()) {
            machine.clear();
        }
        for (SnapshotStore.Stored snapshot : snapshots.stored()) {
            long index = snapshot.meta().index();
            if (index >= log.base().index()
                    && index == machine.appliedIndex()
                    && !holds(log, snapshot.meta().last())) {
                return leadOn(log, snapshot.meta(), store); // the node ended between the two
            }
            if (index <= machine.appliedIndex()
                    || index < log.base().index()
                    || leadsOnFrom(machine, log) && holds(log, snapshot.meta().last())) {
                break;
            }
            try {
                SnapshotRestore.restore(snapshots, machine, snapshot);
                return leadOn(log, snapshot.meta(), store);
            } catch (DamagedSnapshotException e) {
                unreadable.add(snapshot); // an older one may do
                damage.append(' ').append(e.getMessage());
            }
        }
        if (machine.appliedIndex() < log.base().index()) {
            throw new DamagedSnapshotException("The log begins after entry "
                    + log.base().index() + ", and no readable snapshot contains the state up to that entry." + damage);
        }
        return log;
    }

    /**
     * Returns whether the state machine has a state of its own from which the log continues: that is the shorter way.
     */
    private static boolean leadsOnFrom(StateMachine machine, RecoveredLog log) {
        return machine.appliedIndex() > 0
                && machine.appliedIndex() >= log.base().index();
    }

    private static RecoveredLog leadOn(RecoveredLog log, SnapshotMeta snapshot, LogStore store) throws IOException {
        if (holds(log, snapshot.last())) {
            return log;
        }
        store.resetTo(snapshot);
        return new RecoveredLog(log.hardState(), snapshot, snapshot.index(), List.of(), List.of(), List.of());
    }

    private static boolean holds(RecoveredLog log, EntryId entry) {
        if (entry.index() > log.lastIndex()) {
            return false;
        }
        long term = log.base().last().term();
        for (TermRun run : log.termRuns()) {
            if (run.firstIndex() <= entry.index()) {
                term = run.term();
            }
        }
        return term == entry.term();
    }
}
