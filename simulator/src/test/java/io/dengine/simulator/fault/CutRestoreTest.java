package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.CoreConfig;
import io.dengine.core.Effect.Level;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.NodeConfig;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.node.BackupFile;
import io.dengine.node.LocalNodeConfig;
import io.dengine.node.start.NodeDisks;
import io.dengine.node.start.NodeStorage;
import io.dengine.node.start.OwnLogSource;
import io.dengine.simulator.fault.SimDisk.Operation;
import io.dengine.simulator.fault.SimDisk.PowerLoss;
import io.dengine.simulator.fault.SimDisk.ProcessDied;
import io.dengine.transport.ClusterId;
import io.dengine.transport.TransportConfig;
import io.dengine.wal.WalConfig;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore that is cut short at any operation has either restored everything, or can be repeated. */
class CutRestoreTest extends NodeOnDisks {
    private static final EntryId LAST = new EntryId(40, 3);

    /** The ways in which a restore ends early: the death of the process, or a loss of power. */
    private static final List<@Nullable PowerLoss> ENDS = ends();

    @TempDir
    Path directory;

    private Path backup = Path.of("");
    private NodeDisks disks = new NodeDisks(disk, snapshots);

    private static List<@Nullable PowerLoss> ends() {
        List<@Nullable PowerLoss> ends = new ArrayList<>(List.of(PowerLoss.values()));
        ends.add(null);
        return ends;
    }

    @BeforeEach
    void takeABackup() throws IOException {
        snapshot(new SnapshotMeta(LAST, 9, voters(7, 1)), part -> part);
        backup = directory.resolve("backup");
        Files.write(backup, snapshots.contents(snapshots.list().get(0)));
    }

    @Test
    void a_restore_cut_short_anywhere_is_complete_or_can_be_repeated() throws IOException {
        int repeated = 0;
        int complete = 0;
        for (PowerLoss end : ENDS) {
            boolean died = true;
            for (int operations = 0; died; operations++) {
                disk = new SimDisk();
                snapshots = new SimDisk();
                disks = new NodeDisks(disk, snapshots);
                died = diesAfter(operations);
                endProcess(end, operations);
                if (disks.hasOwnLog()) {
                    complete++;
                } else {
                    repeated++;
                    restore();
                    endProcess(null, operations);
                }
                checkRestored("after " + operations + " operations and " + end);
            }
        }
        assertThat(repeated).isGreaterThan(10 * ENDS.size());
        assertThat(complete).isGreaterThan(ENDS.size());
    }

    private ClusterId restore() throws IOException {
        return BackupFile.restore(backup, BackupFile.read(backup), config(), disks);
    }

    /** Restores; returns whether it dies before an operation that changes something, after so many others. */
    private boolean diesAfter(int operations) throws IOException {
        int[] left = {operations};
        SimDisk.Observer dying = (operation, name, bytes) -> {
            if (operation != Operation.READ && left[0]-- == 0) {
                throw new ProcessDied();
            }
            return bytes;
        };
        disk.observe(dying);
        snapshots.observe(dying);
        try {
            restore();
            return false;
        } catch (ProcessDied e) {
            return true;
        }
    }

    private void endProcess(@Nullable PowerLoss end, int seed) {
        for (SimDisk one : List.of(disk, snapshots)) {
            one.observe(null);
            if (end == null) {
                one.crashProcess();
            } else {
                one.losePower(new SplittableRandom(seed), end);
            }
        }
    }

    /** The node starts with the whole state, and in a term that is not before that of its last entry. */
    private void checkRestored(String when) throws IOException {
        ClusterId cluster = clusterOfSnapshot();
        WalConfig wal = new WalConfig(
                cluster.high(),
                cluster.low(),
                1,
                78,
                "boot",
                SnapshotMeta.bootstrap(voters(0, 3)),
                1 << 16,
                1 << 16,
                5);
        NodeStorage<KvStore> started = NodeStorage.open(
                new OwnLogSource(disk, wal),
                FileSnapshots.open(snapshots, cluster.high(), cluster.low()),
                id -> new KvStore(KvConfig.STANDARD),
                new NodeStorage.Settings(1, "/data/n1", Level.SYNCED, progress -> {}, warnings::add));
        HardState hardState = started.recovery().log().hardState();
        assertThat(hardState.term()).as(when).isEqualTo(LAST.term());
        assertThat(hardState.completeness()).as(when).isEqualTo(Completeness.COMPLETE);
        assertThat(started.members().members()).as(when).hasSize(3);
        assertThat(started.machine().appliedIndex()).as(when).isEqualTo(LAST.index());
    }

    private ClusterId clusterOfSnapshot() throws IOException {
        Path restored = directory.resolve("restored");
        String name = snapshots.list().stream()
                .filter(one -> one.startsWith("snapshot-"))
                .findFirst()
                .orElseThrow();
        Files.write(restored, snapshots.contents(name));
        return BackupFile.read(restored).cluster();
    }

    private LocalNodeConfig config() {
        CoreConfig core = new CoreConfig(1, 100, 200, 25, 50, 1_000, 1 << 20, 64, 1 << 20, Level.SYNCED, 7);
        return new LocalNodeConfig(
                directory.resolve("data"),
                new ClusterId(1, 2),
                voters(0, 3).members(),
                "n1",
                NodeConfig.of(core),
                TransportConfig.standard(),
                KvConfig.STANDARD,
                KeyTables.Opener.MEMORY);
    }
}
