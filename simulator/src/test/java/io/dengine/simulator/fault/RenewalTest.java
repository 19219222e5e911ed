package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.IntegrityReport;
import io.dengine.engine.Node;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.engine.NodePorts;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.TimeSource;
import io.dengine.engine.port.Transport;
import io.dengine.engine.stage.Stage;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A complete node, stepped by hand, whose disks are damaged while it runs. */
class RenewalTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final String DAMAGED = "00000000000000000002.log";

    private final SimDisk disk = new SimDisk();
    private final SimDisk snapshotDisk = new SimDisk();
    private final Clock time = new Clock();
    private final List<IntegrityReport> reports = new ArrayList<>();

    private static final class Clock implements TimeSource {
        private long nanos = 1;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public long wallMillis() {
            return nanos / MILLISECOND + 1;
        }
    }

    /** A transport without peers. */
    private static final class NoPeers implements Transport {
        @Override
        public void start(Receiver receiver) {}

        @Override
        public void send(int to, PeerMessage message) {}

        @Override
        public void flush() {}

        @Override
        public void connectTo(Configuration configuration) {}

        @Override
        public void close() {}
    }

    private Node start(KvStore store) throws IOException {
        WalConfig wal = new WalConfig(1, 2, 1, 3, "boot", SnapshotMeta.bootstrap(LogModel.VOTERS), 4096, 0, 17);
        NodePorts ports = new NodePorts(
                new SegmentedLog(disk, wal), FileSnapshots.open(snapshotDisk, 1, 2), store, new NoPeers(), time);
        CoreConfig core = new CoreConfig(
                1,
                150 * MILLISECOND,
                300 * MILLISECOND,
                30 * MILLISECOND,
                0,
                10_000,
                1 << 20,
                64,
                0,
                Effect.Level.SYNCED,
                1);
        NodeConfig config = NodeConfig.of(core)
                .withSnapshots(new NodeConfig.SnapshotPolicy(Long.MAX_VALUE, Long.MAX_VALUE, 0, 1_000_000, 2))
                .withScrub(new NodeConfig.ScrubPolicy(1 << 20, 1_000 * MILLISECOND));
        Node node = Node.assemble(config, ports, NodeHooks.direct().withIntegrity(reports::add));
        node.connect();
        return node;
    }

    /** Lets the node lead and record its storage id: from then on the log contains only the test's writes. */
    private Node lead(KvStore store) throws IOException {
        Node node = start(store);
        runUntil(node, () -> node.status().ready());
        long readyNanos = time.nanos;
        runUntil(node, () -> time.nanos > readyNanos + 80 * MILLISECOND);
        return node;
    }

    private void runUntil(Node node, BooleanSupplier condition) {
        for (int millis = 0; millis < 20_000; millis++) {
            boolean worked = true;
            while (worked) {
                worked = false;
                for (Stage stage : node.stages()) {
                    worked |= stage.runOnce();
                }
            }
            if (condition.getAsBoolean()) {
                return;
            }
            time.nanos += MILLISECOND;
        }
        throw new AssertionError("the condition was not met within 20 seconds; " + reports);
    }

    private void write(Node node, int count) {
        for (int i = 0; i < count; i++) {
            Bytes put = new Command.Put(Bytes.utf8("key" + i), Bytes.wrap(new byte[100])).encode();
            CompletableFuture<Bytes> reply = node.propose(put);
            runUntil(node, reply::isDone);
        }
    }

    private boolean passEndsWithoutDamage(int from) {
        List<IntegrityReport> since = reports.subList(from, reports.size());
        return since.stream()
                                .filter(IntegrityReport.PassEnded.class::isInstance)
                                .count()
                        >= 2
                && since.stream().noneMatch(IntegrityReport.Damaged.class::isInstance);
    }

    private boolean wasReplaced() {
        return reports.stream().anyMatch(IntegrityReport.Replaced.class::isInstance);
    }

    @Test
    void aDamagedSegmentIsReplacedByASnapshotAlthoughTheLogShouldHaveKeptIt() throws IOException {
        KvStore store = new KvStore(KvConfig.STANDARD);
        Node node = lead(store);
        write(node, 100);
        disk.damage(DAMAGED, 150, new byte[] {(byte) ~disk.contents(DAMAGED)[150]});

        runUntil(node, this::wasReplaced);
        runUntil(node, () -> !disk.list().contains(DAMAGED));
        assertThat(reports)
                .filteredOn(IntegrityReport.Damaged.class::isInstance)
                .first()
                .satisfies(found ->
                        assertThat(((IntegrityReport.Damaged) found).name()).isEqualTo(DAMAGED));
        int from = reports.size();
        runUntil(node, () -> passEndsWithoutDamage(from));

        // The state must be restored from the disk alone.
        long hash = store.stateHash();
        disk.crashProcess();
        snapshotDisk.crashProcess();
        KvStore again = new KvStore(KvConfig.STANDARD);
        Node restarted = start(again);
        runUntil(restarted, () -> again.appliedIndex() >= node.appliedIndex());
        assertThat(restarted.failure()).isNull();
        assertThat(again.keyCount()).isEqualTo(100);
        assertThat(hash).isNotZero();
    }

    @Test
    void aDamagedSnapshotIsReplacedAndRemoved() throws IOException {
        Node node = lead(new KvStore(KvConfig.STANDARD));
        write(node, 20);
        CompletableFuture<SnapshotMeta> first = node.takeSnapshot();
        runUntil(node, first::isDone);
        write(node, 20);
        String name = snapshotDisk.list().get(0);
        snapshotDisk.damage(name, 300, new byte[] {(byte) ~snapshotDisk.contents(name)[300]});

        runUntil(node, this::wasReplaced);
        assertThat(snapshotDisk.list()).hasSize(1).doesNotContain(name);
        int from = reports.size();
        runUntil(node, () -> passEndsWithoutDamage(from));
    }

    /** No write followed, so the new snapshot has the name of the damaged one, and must stay. */
    @Test
    void aDamagedSnapshotOfTheSamePlaceIsReplacedInPlace() throws IOException {
        Node node = lead(new KvStore(KvConfig.STANDARD));
        write(node, 20);
        CompletableFuture<SnapshotMeta> first = node.takeSnapshot();
        runUntil(node, first::isDone);
        String name = snapshotDisk.list().get(0);
        byte[] right = snapshotDisk.contents(name);
        snapshotDisk.damage(name, 300, new byte[] {(byte) ~right[300]});

        runUntil(node, this::wasReplaced);
        assertThat(snapshotDisk.contents(name)).isEqualTo(right);
    }
}
