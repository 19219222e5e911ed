package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.simulator.fault.SimDisk.PowerLoss;
import io.dengine.simulator.fault.SimDisk.ProcessDied;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A snapshot replaces a log that has diverged from it, and the node crashes at every moment of the reset. */
class LogResetFaultTest {
    private static final int ENTRIES = 40;
    private static final SnapshotMeta FOUNDERS = SnapshotMeta.bootstrap(LogModel.VOTERS);
    private static final SnapshotMeta SNAPSHOT = new SnapshotMeta(
            new EntryId(500, 9), 400, new Configuration(450, List.of(new Member(7, "new", 70, Member.Role.VOTER))));

    private static SegmentedLog open(SimDisk disk) {
        return new SegmentedLog(disk, new WalConfig(7, 8, 1, 9, "boot", FOUNDERS, 4096, 2048, 5));
    }

    /** Returns a disk with a log that contains a configuration which no other node has. */
    private static SimDisk withAnotherLog() throws IOException {
        SimDisk disk = new SimDisk();
        try (SegmentedLog log = open(disk)) {
            log.recover();
            log.saveHardState(new HardState(3, 1));
            List<Entry> entries = new ArrayList<>();
            for (int index = 1; index < ENTRIES; index++) {
                entries.add(new Entry(index, 3, 1, Entry.Kind.COMMAND, Bytes.wrap(new byte[300])));
            }
            entries.add(new Entry(ENTRIES, 3, 1, Entry.Kind.CONFIGURATION, LogModel.VOTERS.encode()));
            log.append(entries);
            log.sync();
        }
        return disk;
    }

    private static long operationsOfAReset(SimDisk disk) throws IOException {
        SegmentedLog log = open(disk);
        log.recover();
        long before = disk.operationCount();
        log.resetTo(SNAPSHOT);
        return disk.operationCount() - before;
    }

    /** Returns whether the reset finished within this number of operations. */
    private static boolean resetWithin(SimDisk disk, long operations) throws IOException {
        SegmentedLog log = open(disk);
        log.recover();
        long[] left = {operations};
        disk.observe((operation, file, bytes) -> {
            if (left[0]-- <= 0) {
                throw new ProcessDied();
            }
            return bytes;
        });
        try {
            log.resetTo(SNAPSHOT);
            return true;
        } catch (ProcessDied e) {
            return false;
        } finally {
            disk.observe(null);
        }
    }

    private static void assertOneOrTheOther(SimDisk disk, boolean finished) throws IOException {
        SegmentedLog log = open(disk);
        RecoveredLog recovered = log.recover();
        assertThat(recovered.hardState()).isEqualTo(new HardState(3, 1));
        boolean isNew = recovered.base().equals(SNAPSHOT);
        assertThat(isNew || !finished).as("a finished reset is durable").isTrue();
        if (isNew) {
            assertThat(recovered.lastIndex()).isEqualTo(SNAPSHOT.index());
            assertThat(recovered.configurations()).isEmpty();
        } else {
            assertThat(recovered.base()).isEqualTo(FOUNDERS);
            assertThat(recovered.lastIndex()).isEqualTo(ENTRIES);
            assertThat(recovered.configurations()).hasSize(1);
        }
        long next = recovered.lastIndex() + 1;
        log.append(List.of(new Entry(next, 9, 500, Entry.Kind.NOOP, Bytes.EMPTY)));
        log.sync();
        disk.crashProcess();
        assertThat(open(disk).recover().lastIndex()).isEqualTo(next);
    }

    @Test
    @Tag("bug:S-02")
    void leaves_the_one_log_or_the_other() throws IOException {
        SimDisk before = withAnotherLog();
        long operations = operationsOfAReset(before.copy());
        assertThat(operations).isPositive();
        for (long survived = 0; survived <= operations; survived++) {
            for (PowerLoss mode : PowerLoss.values()) {
                SimDisk disk = before.copy();
                boolean finished = resetWithin(disk, survived);
                disk.losePower(new SplittableRandom(survived), mode);
                assertOneOrTheOther(disk, finished);
            }
            SimDisk killed = before.copy();
            boolean finished = resetWithin(killed, survived);
            killed.crashProcess();
            assertOneOrTheOther(killed, finished);
        }
    }
}
