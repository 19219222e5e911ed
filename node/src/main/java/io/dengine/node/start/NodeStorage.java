package io.dengine.node.start;

import io.dengine.core.Effect;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Recovery;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.StateMachine;
import io.dengine.engine.port.UnreadableFileException;
import io.dengine.wal.CorruptLogException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The files of a node, opened and recovered.
 *
 * @param log the log, recovered
 * @param snapshots the snapshots that are stored beside it
 * @param machine the state machine, in a state from which the log continues
 * @param recovery the recovered state with which the node starts
 * @param <M> the type of the state machine
 */
public record NodeStorage<M extends StateMachine>(NodeLog log, SnapshotStore snapshots, M machine, Recovery recovery) {
    /**
     * The most attempts to open a log: when the readable part of a damaged log is kept, there may be no state from
     * which it continues.
     */
    private static final int MAX_ATTEMPTS = 3;

    /** Opens the state machine that goes with a log. */
    public interface MachineOpener<M extends StateMachine> {
        /**
         * Opens the state machine.
         *
         * @param storageId the identity of the log
         */
        M open(long storageId) throws IOException;
    }

    /**
     * The settings of a node.
     *
     * @param directory where the files are, as messages name it
     * @param level the level that a write waits for
     * @param progress receives messages about what takes long
     * @param warnings receives messages that the operator should know
     */
    public record Settings(
            int nodeId, String directory, Effect.Level level, Consumer<String> progress, Consumer<String> warnings) {}

    /**
     * Opens the log and the state machine, and brings the state machine to a state from which the log continues. If a
     * log is damaged, or the state from which it continues is lost, the node keeps what can be read, provided that
     * other voters hold the rest.
     *
     * @throws IOException if the directory cannot be used; the message says why, and what to do
     */
    public static <M extends StateMachine> NodeStorage<M> open(
            LogSource source, SnapshotStore snapshots, MachineOpener<M> machines, Settings settings)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return begin(source.open(), snapshots, machines, settings);
            } catch (CorruptLogException | DamagedSnapshotException e) {
                DamageReport report = new DamageReport(settings.nodeId(), settings.directory(), e);
                if (attempt == MAX_ATTEMPTS) {
                    throw report.beyondUse(e);
                }
                setAside(source, snapshots, settings, report);
            } catch (UnreadableFileException e) {
                throw unreadable(settings.directory(), e);
            }
        }
    }

    /** Returns the failure of a node one of whose files in {@code directory} the disk does not return. */
    public static IOException unreadable(String directory, UnreadableFileException found) {
        return DamageReport.unreadable(directory, found);
    }

    private static <M extends StateMachine> NodeStorage<M> begin(
            NodeLog log, SnapshotStore snapshots, MachineOpener<M> machines, Settings settings) throws IOException {
        RecoveredLog recovered = log.recover();
        // If writes were acknowledged before they were synced, a power failure or a failed sync may have lost some.
        boolean lostTail = log.mayLackAcknowledged();
        M machine = machines.open(log.storageId());
        try {
            if (lostTail) {
                machine.clear(); // the others may hold entries that contradict those it has applied
            }
            sayWhatIsLoaded(machine, snapshots, recovered, settings.progress());
            RecoveredLog led =
                    Recovery.of(recovered, log.store(), snapshots, machine).log();
            Configuration members = led.newestConfiguration();
            HardState found = led.hardState();
            HardState begun = found.with(found.completeness().atStart(members, settings.nodeId(), lostTail));
            log.settle(begun, settings.level());
            if (begun.completeness() == Completeness.TAIL_LOST) {
                settings.warnings().accept(reportOf(votesAlone(members, settings.nodeId())));
            }
            return new NodeStorage<>(log, snapshots, machine, new Recovery(led.with(begun), log.storageId()));
        } catch (IOException | RuntimeException e) {
            machine.close();
            throw e;
        }
    }

    /** Reports what is loaded: a start may take seconds, and the operator should see why. */
    private static void sayWhatIsLoaded(
            StateMachine machine, SnapshotStore snapshots, RecoveredLog recovered, Consumer<String> progress) {
        if (machine.appliedIndex() == 0 && !snapshots.stored().isEmpty()) {
            SnapshotStore.Stored newest = snapshots.stored().get(0);
            progress.accept("loading the snapshot up to index " + newest.meta().index() + " (" + newest.sizeBytes()
                    + " bytes); the log goes on to index " + recovered.lastIndex());
        }
    }

    private static String reportOf(boolean votesAlone) {
        return votesAlone
                ? "The machine lost power since this node last ran, or its disk failed. With MemFirst, writes of its"
                        + " last moments that were acknowledged and not yet synced may be lost, and this node is the"
                        + " only voter, so no other node can have them. It goes on without them and reports the loss:"
                        + " loss_epoch goes up by one, revisions jump by 2^40, and every watch ends. Use DiskFirst if"
                        + " that must not happen."
                : "The machine lost power since this node last ran, or its disk failed. With MemFirst it may lack"
                        + " writes that it had acknowledged, so it takes no part in elections and commits until the"
                        + " other voters have brought it up to date. If more than half of the voters lost power"
                        + " together, they wait for each other: what none of them has kept is gone then, and accepting"
                        + " the loss on each of them (POST /accept-loss) makes the cluster go on without it.";
    }

    private static boolean votesAlone(Configuration members, int nodeId) {
        return members.isVoter(nodeId) && members.voterCount() == 1;
    }

    /**
     * Sets aside what is damaged: the other voters hold what cannot be read. If there may be no other voter, or the log
     * cannot show who they are, nothing is changed.
     */
    private static void setAside(LogSource source, SnapshotStore snapshots, Settings settings, DamageReport report)
            throws IOException {
        try {
            for (Configuration members : mayBeInForce(source, snapshots, report.why())) {
                if (votesAlone(members, settings.nodeId())) {
                    throw report.onlyVoter(members.index());
                }
            }
            boolean stateIsLost = report.why() instanceof DamagedSnapshotException;
            settings.warnings().accept(report.setAside(source.setAside(stateIsLost), stateIsLost));
        } catch (CorruptLogException e) {
            throw report.beyondUse(e);
        }
    }

    private static List<Configuration> mayBeInForce(LogSource source, SnapshotStore snapshots, IOException why)
            throws IOException {
        List<Configuration> known = new ArrayList<>(source.mayBeInForce(why));
        long newest = known.get(known.size() - 1).index();
        for (SnapshotStore.Stored snapshot : snapshots.stored()) {
            Configuration members = snapshot.meta().configuration();
            if (members.index() > newest) {
                known.add(members);
            }
        }
        return known;
    }

    /**
     * Returns the newest configuration in the log: the members with which the node was first started no longer count.
     */
    public Configuration members() {
        return recovery.log().newestConfiguration();
    }
}
