package io.dengine.embedded;

import io.dengine.core.Effect;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Recovery;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.kv.store.KvStore;
import io.dengine.wal.CorruptLogException;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.FileDisk;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a member, opened and understood.
 *
 * @param log the log, recovered
 * @param snapshots what is stored beside it
 * @param store the state, brought to where the log leads on from
 * @param recovery what the node begins with
 */
record NodeStorage(SegmentedLog log, FileSnapshots snapshots, KvStore store, Recovery recovery) {
    private static final Logger LOG = LoggerFactory.getLogger(NodeStorage.class);

    /** The file that makes a directory a log: written last when one is created. */
    private static final String LOG_STATE = "state";

    /** Where they are. */
    record Disks(Disk log, Disk snapshots) implements AutoCloseable {
        private static final String LOG = "log";
        private static final String SNAPSHOTS = "snapshots";

        static Disks open(Path dataDirectory) throws IOException {
            Disk log = FileDisk.open(dataDirectory.resolve(LOG));
            try {
                return new Disks(log, FileDisk.open(dataDirectory.resolve(SNAPSHOTS)));
            } catch (IOException | RuntimeException e) {
                log.close();
                throw e;
            }
        }

        /** Whether a log was ever complete in this directory. */
        static boolean hasLog(Path dataDirectory) {
            return Files.exists(dataDirectory.resolve(LOG).resolve(LOG_STATE));
        }

        @Override
        public void close() throws IOException {
            try (log) {
                snapshots.close();
            }
        }
    }

    /** Opens the store that goes with a log. */
    interface StoreOpener {
        /** @param storageId the identity of the log */
        KvStore open(long storageId) throws IOException;
    }

    /**
     * Opens log, snapshots and store, and brings the store to where the log leads on from. A log that is damaged, or
     * whose beginning is, is given up where other voters hold what was in it.
     *
     * @throws IOException if the directory cannot be used; the message says why, and what to do
     */
    static NodeStorage open(Disks disks, WalConfig config, StoreOpener stores, Effect.Level level) throws IOException {
        FileSnapshots snapshots = FileSnapshots.open(disks.snapshots(), config.clusterHigh(), config.clusterLow());
        for (String name : snapshots.damaged()) {
            LOG.warn(
                    "The snapshot file {} is damaged and was set aside as {}.damaged. The node uses an older snapshot"
                            + " or its log instead.",
                    name,
                    name);
        }
        try {
            return open(disks.log(), snapshots, config, stores, level);
        } catch (CorruptLogException | DamagedSnapshotException e) {
            if (config.bootstrap().configuration().voterCount() <= 1) {
                throw e;
            }
            LOG.warn(
                    "{} What this node held is given up. It keeps its term and vote, takes no part in elections and"
                            + " commits, and waits for a leader to send everything anew.",
                    e.getMessage());
            SegmentedLog.giveUp(disks.log(), config);
            return open(disks.log(), snapshots, config, stores, level);
        }
    }

    private static NodeStorage open(
            Disk disk, FileSnapshots snapshots, WalConfig config, StoreOpener stores, Effect.Level level)
            throws IOException {
        SegmentedLog log = new SegmentedLog(disk, config);
        RecoveredLog recovered = log.recover();
        KvStore store = stores.open(log.storageId());
        try {
            boolean makeUp = mustMakeUp(log, recovered, level);
            if (makeUp) {
                // What it was led to may be contradicted by what the others hold.
                store.clear();
            }
            Recovery recovery = Recovery.of(recovered, log, snapshots, store).orIncomplete(makeUp);
            if (recovery.completeness() == Completeness.COMPLETE) {
                log.markRecovered();
            }
            return new NodeStorage(log, snapshots, store, recovery);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Where writes are acknowledged before they are synced, a loss of power or a failed sync may have taken some of
     * them. With other voters to ask, the node waits until they have made up for it; alone it can only say so.
     */
    private static boolean mustMakeUp(SegmentedLog log, RecoveredLog recovered, Effect.Level level) {
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
                + " other: what none of them has kept is gone then, and POST /accept-loss on each of them makes the"
                + " cluster go on without it.");
        return true;
    }

    /** The members as the log has them last: the file that the node was first started with counts no more. */
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
