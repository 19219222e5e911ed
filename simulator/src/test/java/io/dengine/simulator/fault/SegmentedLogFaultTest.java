package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.simulator.fault.SimDisk.ForceFault;
import io.dengine.simulator.fault.SimDisk.PowerLoss;
import io.dengine.simulator.fault.SimDisk.ProcessDied;
import io.dengine.wal.CorruptLogException;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.disk.NoSpaceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Compares the log with a plain list, through crashes, power losses, failed forces and damage. */
class SegmentedLogFaultTest {
    private static final int SEEDS = Integer.getInteger("dengine.wal.seeds", 400);

    private static WalConfig config(String bootId) {
        return new WalConfig(7, 8, 1, 9, bootId, SnapshotMeta.bootstrap(LogModel.VOTERS), 4096, 2048, 5);
    }

    @Test
    @Tag("bug:D-01")
    @Tag("bug:D-04")
    @Tag("bug:D-08")
    @Tag("bug:D-09")
    @Tag("bug:D-10")
    @Tag("bug:D-11")
    @Tag("bug:D-12")
    @Tag("bug:D-15")
    void recovers_what_was_written_after_a_crash_and_what_was_synced_after_a_loss_of_power() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                new Lives(seed).run(10);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
        }
    }

    private static ForceFault anyOf(ForceFault[] faults, SplittableRandom random) {
        return faults[random.nextInt(faults.length)];
    }

    /** One disk through many processes. */
    private static final class Lives {
        private final SplittableRandom random;
        private final SimDisk disk = new SimDisk();
        private final LogModel model;
        private int boots = 1;
        private boolean unsyncedMayBeLost;

        Lives(long seed) {
            this.random = new SplittableRandom(seed);
            this.model = new LogModel(random.split());
        }

        void run(int lives) throws IOException {
            for (int life = 0; life < lives; life++) {
                boolean last = life == lives - 1;
                disk.observe(null);
                if (!last && random.nextInt(3) > 0) {
                    dieWithin(random.nextInt(4) == 0 ? 40 : 400);
                }
                live(last);
            }
        }

        private void dieWithin(int operations) {
            long[] left = {random.nextInt(operations)};
            int fault = random.nextInt(4);
            disk.observe((operation, file, bytes) -> {
                if (left[0]-- > 0) {
                    return bytes;
                }
                if (fault == 0) {
                    disk.failNextForce(anyOf(ForceFault.values(), random));
                    unsyncedMayBeLost = true;
                    disk.observe(null);
                    return bytes;
                }
                if (bytes > 1 && operation == SimDisk.Operation.WRITE) {
                    return random.nextInt(bytes);
                }
                throw new ProcessDied();
            });
        }

        private void live(boolean last) throws IOException {
            SegmentedLog log = new SegmentedLog(disk, config("boot " + boots));
            try {
                RecoveredLog recovered = log.recover();
                disk.failNextForce(null);
                boolean mayBeLost = unsyncedMayBeLost;
                unsyncedMayBeLost = false; // the next fault may happen while the model reads
                model.accept(log, recovered, mayBeLost);
                int operations = random.nextInt(60);
                for (int i = 0; i < operations; i++) {
                    model.operate(log);
                }
                model.idle();
                if (!last && random.nextInt(3) == 0) {
                    log.close();
                }
            } catch (ProcessDied e) {
                assertThat(last).isFalse();
            } catch (IOException e) {
                if (!String.valueOf(e.getMessage()).startsWith("Input/output error")) {
                    throw e;
                }
                assertThatThrownBy(log::sync).isInstanceOf(IOException.class);
            }
            if (random.nextBoolean()) {
                disk.losePower(random);
                boots++;
                unsyncedMayBeLost = true;
            } else {
                disk.crashProcess();
            }
        }
    }

    /**
     * Runs the same operations repeatedly, and ends each run at another disk operation, in each way in which a process
     * or a machine may fail.
     */
    @Test
    @Tag("bug:D-03")
    @Tag("bug:D-12")
    @Tag("bug:D-18")
    void every_operation_may_be_the_last() {
        int operations = 0;
        while (storyEndsWithin(operations, null)) {
            for (PowerLoss mode : PowerLoss.values()) {
                storyEndsWithin(operations, mode);
            }
            operations++;
        }
        assertThat(operations).isGreaterThan(100);
    }

    private static boolean storyEndsWithin(int operations, @Nullable PowerLoss mode) {
        SplittableRandom random = new SplittableRandom(11);
        SimDisk disk = new SimDisk();
        LogModel model = new LogModel(random.split());
        int[] left = {operations};
        disk.observe((operation, file, bytes) -> {
            if (operation != SimDisk.Operation.READ && left[0]-- <= 0) {
                throw new ProcessDied();
            }
            return bytes;
        });
        boolean died = false;
        try {
            SegmentedLog log = new SegmentedLog(disk, config("first"));
            model.accept(log, log.recover(), false);
            for (int i = 0; i < 60; i++) {
                model.operate(log);
            }
            log.close();
        } catch (ProcessDied e) {
            died = true;
        } catch (IOException e) {
            throw new AssertionError("after " + operations + " operations", e);
        }
        disk.observe(null);
        if (mode == null) {
            disk.crashProcess();
        } else {
            disk.losePower(new SplittableRandom(operations), mode);
        }
        try {
            SegmentedLog log = new SegmentedLog(disk, config(mode == null ? "first" : "second"));
            model.accept(log, log.recover(), mode != null);
            log.close();
        } catch (IOException | AssertionError e) {
            throw new AssertionError("after " + operations + " operations and " + mode + ": " + e, e);
        }
        return died;
    }

    @Test
    @Tag("bug:D-06")
    @Tag("bug:D-17")
    void damage_to_what_was_durable_stops_the_start_or_is_harmless() throws IOException {
        int refused = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SimDisk disk = new SimDisk();
            LogModel model = new LogModel(random.split());
            SegmentedLog log = new SegmentedLog(disk, config("boot"));
            log.recover();
            for (int i = 0; i < 30; i++) {
                model.append(log);
                log.sync();
            }
            model.idle();
            log.close();
            String where = disk.rot(random);
            SegmentedLog damaged = new SegmentedLog(disk, config("boot"));
            try {
                model.accept(damaged, damaged.recover(), false);
            } catch (CorruptLogException e) {
                refused++;
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", " + where + ": " + e, e);
            }
        }
        assertThat(refused).isGreaterThan(SEEDS / 2);
    }

    private static Entry entry(long index, int payloadBytes) {
        return new Entry(index, 1, index, Entry.Kind.COMMAND, Bytes.wrap(new byte[payloadBytes]));
    }

    private static SegmentedLog opened(SimDisk disk, String bootId) throws IOException {
        SegmentedLog log = new SegmentedLog(disk, config(bootId));
        log.recover();
        return log;
    }

    @Test
    @Tag("bug:D-04")
    void a_failed_sync_is_final() throws IOException {
        SimDisk disk = new SimDisk();
        SegmentedLog log = opened(disk, "boot");
        log.append(List.of(entry(1, 0)));
        disk.failNextForce(ForceFault.KEEP_CACHED);

        assertThatThrownBy(log::sync).isInstanceOf(IOException.class);
        assertThatThrownBy(log::sync).isInstanceOf(IOException.class).hasMessageContaining("earlier failure");
        assertThatThrownBy(() -> log.append(List.of(entry(2, 0)))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> log.saveHardState(new HardState(3, 1))).isInstanceOf(IOException.class);
        log.close();
        assertThat(opened(disk, "boot").mayHaveLost()).isTrue();
    }

    @Test
    @Tag("bug:D-04")
    void a_vote_that_could_not_be_stored_leaves_doubt_too() throws IOException {
        for (ForceFault fault : ForceFault.values()) {
            SimDisk disk = new SimDisk();
            SegmentedLog log = opened(disk, "boot");
            log.saveHardState(new HardState(4, 2));
            disk.failNextForce(fault);
            assertThatThrownBy(() -> log.saveHardState(new HardState(5, 2))).isInstanceOf(IOException.class);
            disk.crashProcess();
            SegmentedLog next = new SegmentedLog(disk, config("boot"));
            assertThat(next.recover().hardState()).isEqualTo(new HardState(4, 2));
            assertThat(next.mayHaveLost()).as("%s", fault).isTrue();
        }
    }

    @Test
    @Tag("bug:D-04")
    void what_the_system_wrongly_takes_for_written_is_written_again() throws IOException {
        SimDisk disk = new SimDisk();
        SegmentedLog log = opened(disk, "boot");
        log.append(List.of(entry(1, 100)));
        disk.failNextForce(ForceFault.KEEP_CACHED);
        assertThatThrownBy(log::sync).isInstanceOf(IOException.class);
        disk.crashProcess();

        assertThat(new SegmentedLog(disk, config("boot")).recover().lastIndex()).isEqualTo(1);
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        assertThat(new SegmentedLog(disk, config("next")).recover().lastIndex()).isEqualTo(1);
    }

    @Test
    @Tag("bug:E-04")
    void a_vote_that_cannot_be_stored_stops_the_log() throws IOException {
        SimDisk disk = new SimDisk();
        SegmentedLog log = opened(disk, "boot");
        log.saveHardState(new HardState(4, 2));
        disk.failWrites(true);
        assertThatThrownBy(() -> log.saveHardState(new HardState(5, 1))).isInstanceOf(IOException.class);
        disk.failWrites(false);
        assertThatThrownBy(() -> log.saveHardState(new HardState(5, 1))).isInstanceOf(IOException.class);
        disk.crashProcess();
        assertThat(new SegmentedLog(disk, config("boot")).recover().hardState()).isEqualTo(new HardState(4, 2));
    }

    @Test
    @Tag("bug:D-16")
    void a_full_disk_is_told_early_and_harms_nothing() throws IOException {
        SimDisk disk = new SimDisk();
        SegmentedLog log = opened(disk, "boot");
        disk.limitTo(3L * 4096 + 2 * (16 << 10));
        long next = 1;
        boolean warned = false;
        try {
            while (next < 1000) {
                log.append(List.of(entry(next, 200), entry(next + 1, 200)));
                log.sync();
                log.prepare();
                next += 2;
                warned |= !log.room().isAmple();
            }
        } catch (NoSpaceException e) {
            assertThat(e).hasMessageContaining("Free some space");
        }
        assertThat(warned).isTrue();
        assertThat(next).isBetween(20L, 100L);
        assertThat(log.read(next - 1, next, 1000)).containsExactly(entry(next - 1, 200));
        log.saveHardState(new HardState(7, 1));
        SimDisk asItIs = disk.copy();
        SegmentedLog elsewhere = new SegmentedLog(asItIs, config("boot"));
        assertThat(elsewhere.recover().lastIndex()).isEqualTo(next - 1);
        assertThat(elsewhere.mayHaveLost()).isFalse();

        disk.limitTo(Long.MAX_VALUE);
        log.append(List.of(entry(next, 200), entry(next + 1, 200)));
        log.sync();
        log.prepare();
        assertThat(log.room().isAmple()).isTrue();
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        SegmentedLog again = new SegmentedLog(disk, config("next"));
        assertThat(again.recover().lastIndex()).isEqualTo(next + 1);
    }

    @Test
    @Tag("bug:D-16")
    void a_batch_over_several_segments_is_written_whole_or_not_at_all() throws IOException {
        List<Entry> batch = new ArrayList<>();
        for (int index = 1; index <= 10; index++) {
            batch.add(entry(index, 3000));
        }
        for (long bytes = 0; bytes <= 12 * 4096; bytes += 500) {
            SimDisk disk = new SimDisk();
            SegmentedLog log = opened(disk, "boot");
            disk.limitTo(4096 + (32 << 10) + bytes);
            boolean written = true;
            try {
                log.append(batch);
            } catch (NoSpaceException e) {
                written = false;
                assertThatThrownBy(() -> log.read(1, 10, 1)).isInstanceOf(IOException.class);
                disk.limitTo(Long.MAX_VALUE);
                log.append(batch.subList(0, 1));
                log.append(batch.subList(1, 10));
            }
            assertThat(written).as("with room for %d bytes", bytes).isEqualTo(bytes >= 9 * 4096);
            disk.crashProcess();
            assertThat(new SegmentedLog(disk, config("boot")).recover().lastIndex())
                    .isEqualTo(10);
        }
    }

    @Test
    void the_next_segment_is_made_in_slices_and_no_append_or_sync_waits_for_it() throws IOException {
        SimDisk disk = new SimDisk();
        WalConfig large = new WalConfig(7, 8, 1, 9, "boot", SnapshotMeta.bootstrap(LogModel.VOTERS), 1 << 20, 2048, 5);
        SegmentedLog log = new SegmentedLog(disk, large);
        log.recover();
        long[] appending = new long[1];
        long[] largestSlice = new long[1];
        boolean[] preparing = new boolean[1];
        disk.observe((operation, file, bytes) -> {
            if (operation == SimDisk.Operation.WRITE && preparing[0]) {
                largestSlice[0] = Math.max(largestSlice[0], bytes);
            } else if (operation == SimDisk.Operation.CREATE
                    || operation == SimDisk.Operation.RENAME
                    || operation == SimDisk.Operation.FORCE_DIRECTORY) {
                appending[0] += preparing[0] ? 0 : 1;
            }
            return bytes;
        });
        for (int index = 1; index <= 1000; index++) {
            preparing[0] = false;
            log.append(List.of(entry(index, 4000)));
            log.sync();
            preparing[0] = true;
            log.prepare();
        }
        assertThat(appending[0]).as("segments created while a write waited").isZero();
        assertThat(largestSlice[0]).isBetween(4_000L, 100_000L);
    }

    @Test
    void a_read_that_fails_stops_nothing() throws IOException {
        SimDisk disk = new SimDisk();
        SegmentedLog log = opened(disk, "boot");
        log.append(List.of(entry(1, 10)));
        disk.failReads(true);
        assertThatThrownBy(() -> log.read(1, 1, 100)).isInstanceOf(IOException.class);
        disk.failReads(false);
        assertThat(log.read(1, 1, 100)).containsExactly(entry(1, 10));
        log.append(List.of(entry(2, 10)));
    }

    @Test
    void a_log_of_another_cluster_is_refused() throws IOException {
        SimDisk disk = new SimDisk();
        opened(disk, "boot").close();
        WalConfig other = new WalConfig(1, 1, 1, 9, "boot", SnapshotMeta.bootstrap(LogModel.VOTERS), 4096, 2048, 5);

        assertThatThrownBy(() -> new SegmentedLog(disk, other).recover()).hasMessageContaining("another cluster");
    }

    @Test
    void recovery_hands_out_the_last_entry_however_little_is_asked_for() throws IOException {
        WalConfig little = new WalConfig(7, 8, 1, 9, "boot", SnapshotMeta.bootstrap(LogModel.VOTERS), 4096, 1, 5);
        SimDisk disk = new SimDisk();
        for (int index = 1; index <= 40; index++) {
            SegmentedLog log = new SegmentedLog(disk, little);
            log.recover();
            log.append(List.of(new Entry(index, 1, index, Entry.Kind.COMMAND, Bytes.wrap(new byte[900]))));
            log.sync();
            disk.crashProcess();
            List<Entry> tail = new SegmentedLog(disk, little).recover().tail();
            disk.crashProcess();
            assertThat(tail.get(tail.size() - 1).index()).isEqualTo(index);
        }
    }
}
