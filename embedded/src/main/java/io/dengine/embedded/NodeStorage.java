package io.dengine.embedded;

import io.dengine.core.Effect;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Recovery;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.StateMachine;
import io.dengine.wal.CorruptLogException;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a member, opened and understood.
 *
 * @param log the log, recovered
 * @param snapshots what is stored beside it
 * @param machine the state, brought to where the log leads on from
 * @param recovery what the node begins with
 * @param <M> what the log is for
 */
record NodeStorage<M extends StateMachine>(NodeLog log, FileSnapshots snapshots, M machine, Recovery recovery) {
    private static final Logger LOG = LoggerFactory.getLogger(NodeStorage.class);

    /** Lines that operators see at every level. */
    private static final Logger OPERATOR = LoggerFactory.getLogger("d-engine.operator");

    /** Opens the state machine that goes with a log. */
    interface MachineOpener<M extends StateMachine> {
        /** @param storageId the identity of the log */
        M open(long storageId) throws IOException;
    }

    /**
     * Opens the log and the state machine, and brings that to where the log leads on from. A log that is damaged, or
     * whose beginning is, is given up where other voters hold what was in it.
     *
     * @param voterCount of the members that the node is told to begin with
     * @throws IOException if the directory cannot be used; the message says why, and what to do
     */
    static <M extends StateMachine> NodeStorage<M> open(
            LogSource source, FileSnapshots snapshots, MachineOpener<M> machines, Effect.Level level, int voterCount)
            throws IOException {
        for (String name : snapshots.damaged()) {
            LOG.warn(
                    "The snapshot file {} is damaged and was set aside as {}.damaged. The node uses an older snapshot"
                            + " or its log instead.",
                    name,
                    name);
        }
        try {
            return open(source.open(), snapshots, machines, level);
        } catch (CorruptLogException | DamagedSnapshotException e) {
            if (voterCount <= 1) {
                throw e;
            }
            source.giveUp(e);
            LOG.warn(
                    "{} What this node held is given up. It keeps its term and vote, takes no part in elections and"
                            + " commits, and waits for a leader to send everything anew.",
                    e.getMessage());
            return open(source.open(), snapshots, machines, level);
        }
    }

    private static <M extends StateMachine> NodeStorage<M> open(
            NodeLog log, FileSnapshots snapshots, MachineOpener<M> machines, Effect.Level level) throws IOException {
        RecoveredLog recovered = log.recover();
        M machine = machines.open(log.storageId());
        try {
            boolean makeUp = mustMakeUp(log, recovered, level);
            if (makeUp) {
                // What it was led to may be contradicted by what the others hold.
                machine.clear();
            }
            sayWhatIsLoaded(machine, snapshots, recovered);
            Recovery recovery = Recovery.of(recovered, log.store(), snapshots, machine)
                    .onDisk(log.completeness(), log.storageId())
                    .orIncomplete(makeUp);
            if (recovery.completeness() == Completeness.COMPLETE) {
                log.markRecovered();
            }
            return new NodeStorage<>(log, snapshots, machine, recovery);
        } catch (IOException | RuntimeException e) {
            machine.close();
            throw e;
        }
    }

    /** A start may take seconds, and whoever waits for it should see why. */
    private static void sayWhatIsLoaded(StateMachine machine, FileSnapshots snapshots, RecoveredLog recovered) {
        if (machine.appliedIndex() == 0 && !snapshots.stored().isEmpty()) {
            SnapshotStore.Stored newest = snapshots.stored().get(0);
            OPERATOR.info(
                    "loading the snapshot up to index {} ({} bytes); the log goes on to index {}",
                    newest.meta().index(),
                    newest.sizeBytes(),
                    recovered.lastIndex());
        }
    }

    /**
     * Where writes are acknowledged before they are synced, a loss of power or a failed sync may have taken some of
     * them. With other voters to ask, the node waits until they have made up for it; alone it can only say so.
     */
    private static boolean mustMakeUp(NodeLog log, RecoveredLog recovered, Effect.Level level) {
        if (!log.mayHaveLost() || level != Effect.Level.WRITTEN) {
            return false;
        }
        if (membersOf(recovered).voterCount() <= 1) {
            LOG.warn("The machine lost power since this node last ran, or its disk failed, and with MemFirst the writes"
                    + " of its last moments may be lost: those that were acknowledged but not yet synced. This node is"
                    + " the only voter, so nobody can make up for them. Use DiskFirst if that must not happen.");
            return false;
        }
        LOG.warn("The machine lost power since this node last ran, or its disk failed. With MemFirst it may lack writes"
                + " that it had acknowledged, so it takes no part in elections and commits until the other voters have"
                + " brought it up to date. If more than half of the voters lost power together, they wait for each"
                + " other: what none of them has kept is gone then, and accepting the loss on each of them (POST"
                + " /accept-loss) makes the cluster go on without it.");
        return true;
    }

    /** The members as the log has them last: those that the node was first started with count no more. */
    Configuration members() {
        return membersOf(recovery.log());
    }

    private static Configuration membersOf(RecoveredLog log) {
        if (log.configurations().isEmpty()) {
            return log.base().configuration();
        }
        Entry last = log.configurations().get(log.configurations().size() - 1);
        return Configuration.decode(last.index(), last.payload());
    }
}
