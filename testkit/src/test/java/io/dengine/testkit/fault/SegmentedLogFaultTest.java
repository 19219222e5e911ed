package io.dengine.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.log.TermRun;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.wal.CorruptLogException;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The log against a plain list, through crashes, losses of power and damage. */
class SegmentedLogFaultTest {
    private static final int SEEDS = Integer.getInteger("dengine.wal.seeds", 300);
    private static final Configuration VOTERS =
            new Configuration(0, List.of(new Member(1, "localhost:1", 0, Member.Role.VOTER)));

    private static WalConfig config(String bootId) {
        return new WalConfig(7, 8, 9, bootId, SnapshotMeta.bootstrap(VOTERS), 4096, 2048, 5);
    }

    /** What is in the log, and every state it went through since the last sync. */
    private static final class Model {
        List<Entry> entries = new ArrayList<>();
        final List<List<Entry>> sinceSync = new ArrayList<>();
        HardState hardState = HardState.INITIAL;
        EntryId base = EntryId.ZERO;
        long term = 1;

        Model() {
            synced();
        }

        long lastIndex() {
            return entries.isEmpty()
                    ? base.index()
                    : entries.get(entries.size() - 1).index();
        }

        void changed() {
            sinceSync.add(List.copyOf(entries));
        }

        void synced() {
            sinceSync.clear();
            changed();
        }
    }

    @Test
    @Tag("bug:D-08")
    @Tag("bug:D-09")
    @Tag("bug:D-11")
    @Tag("bug:D-12")
    void recovers_everything_after_a_crash_and_everything_synced_after_a_loss_of_power() throws IOException {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                run(seed);
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
        }
    }

    private static void run(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = new SimDisk();
        Model model = new Model();
        for (int life = 0; life < 12; life++) {
            SegmentedLog log = new SegmentedLog(disk, config("boot"));
            check(log.recover(), model, log);
            int operations = random.nextInt(60);
            for (int i = 0; i < operations; i++) {
                operate(log, model, random);
            }
            switch (random.nextInt(3)) {
                case 0 -> disk.crashProcess();
                case 1 -> {
                    log.close();
                    model.synced();
                }
                default -> {
                    disk.losePower(random);
                    model.entries = survivor(disk, model);
                }
            }
            model.synced();
        }
    }

    /** Opens the log, and finds which of the states since the last sync it shows. */
    private static List<Entry> survivor(SimDisk disk, Model model) throws IOException {
        SegmentedLog log = new SegmentedLog(disk, config("boot"));
        List<Entry> found = readAll(log, log.recover());
        disk.crashProcess();
        assertThat(model.sinceSync).as("states since the last sync").contains(found);
        return new ArrayList<>(found);
    }

    private static void operate(SegmentedLog log, Model model, SplittableRandom random) throws IOException {
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                log.sync();
                model.synced();
            }
            case 2 -> truncate(log, model, random);
            case 3 -> {
                model.hardState = new HardState(model.hardState.term() + 1, random.nextInt(3));
                log.saveHardState(model.hardState);
            }
            case 4 -> compact(log, model, random);
            case 5 -> model.term++;
            default -> append(log, model, random);
        }
    }

    private static void append(SegmentedLog log, Model model, SplittableRandom random) throws IOException {
        List<Entry> batch = new ArrayList<>();
        int count = random.nextInt(1, 6);
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[random.nextInt(20) == 0 ? random.nextInt(9000) : random.nextInt(200)];
            random.nextBytes(payload);
            boolean configures = random.nextInt(15) == 0;
            batch.add(new Entry(
                    model.lastIndex() + 1,
                    model.term,
                    model.lastIndex(),
                    configures ? Entry.Kind.CONFIGURATION : Entry.Kind.COMMAND,
                    configures ? VOTERS.encode() : Bytes.wrap(payload)));
            model.entries.add(batch.get(i));
            model.changed();
        }
        log.append(batch);
    }

    private static void truncate(SegmentedLog log, Model model, SplittableRandom random) throws IOException {
        long lastKept = random.nextLong(model.base.index(), model.lastIndex() + 1);
        log.truncateAfter(lastKept);
        model.entries.removeIf(entry -> entry.index() > lastKept);
        model.changed();
    }

    private static void compact(SegmentedLog log, Model model, SplittableRandom random) throws IOException {
        if (model.entries.isEmpty()) {
            return;
        }
        log.sync();
        EntryId base = model.entries.get(random.nextInt(model.entries.size())).id();
        log.compact(new SnapshotMeta(base, base.index(), VOTERS));
        model.base = base;
        model.entries.removeIf(entry -> entry.index() <= base.index());
        model.synced();
    }

    private static void check(RecoveredLog recovered, Model model, SegmentedLog log) throws IOException {
        assertThat(recovered.hardState()).isEqualTo(model.hardState);
        assertThat(recovered.base().last()).isEqualTo(model.base);
        assertThat(recovered.lastIndex()).isEqualTo(model.lastIndex());
        assertThat(readAll(log, recovered)).isEqualTo(model.entries);
        assertThat(recovered.termRuns()).isEqualTo(runs(model.entries));
        assertThat(recovered.configurations())
                .isEqualTo(model.entries.stream()
                        .filter(entry -> entry.kind() == Entry.Kind.CONFIGURATION)
                        .toList());
        int tail = recovered.tail().size();
        assertThat(recovered.tail())
                .isEqualTo(model.entries.subList(model.entries.size() - tail, model.entries.size()));
    }

    private static List<TermRun> runs(List<Entry> entries) {
        List<TermRun> runs = new ArrayList<>();
        for (Entry entry : entries) {
            if (runs.isEmpty() || runs.get(runs.size() - 1).term() != entry.term()) {
                runs.add(new TermRun(entry.index(), entry.term()));
            }
        }
        return runs;
    }

    private static List<Entry> readAll(SegmentedLog log, RecoveredLog recovered) throws IOException {
        List<Entry> all = new ArrayList<>();
        long next = recovered.base().index() + 1;
        while (next <= recovered.lastIndex()) {
            all.addAll(log.read(next, recovered.lastIndex(), 700));
            next = all.get(all.size() - 1).index() + 1;
        }
        return all;
    }

    @Test
    @Tag("bug:D-06")
    void damage_to_what_was_synced_stops_the_start_and_changes_nothing() throws IOException {
        int refused = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SimDisk disk = new SimDisk();
            SegmentedLog log = new SegmentedLog(disk, config("boot"));
            log.recover();
            Model model = new Model();
            for (int i = 0; i < 30; i++) {
                append(log, model, random);
                log.sync();
                log.noteCommitted(model.lastIndex());
            }
            log.close();
            disk.rot(random);
            SegmentedLog damaged = new SegmentedLog(disk, config("boot"));
            try {
                RecoveredLog recovered = damaged.recover();
                assertThat(readAll(damaged, recovered)).as("seed %d", seed).isEqualTo(model.entries);
            } catch (CorruptLogException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(SEEDS / 3);
    }

    @Test
    @Tag("bug:D-04")
    void a_failed_sync_is_final() throws IOException {
        SimDisk disk = new SimDisk();
        SegmentedLog log = new SegmentedLog(disk, config("boot"));
        log.recover();
        log.append(List.of(new Entry(1, 1, 1, Entry.Kind.NOOP, Bytes.EMPTY)));
        disk.failNextForce(SimDisk.ForceFault.KEEP_CACHED);

        assertThatThrownBy(log::sync).isInstanceOf(IOException.class);
        assertThatThrownBy(log::sync).isInstanceOf(IOException.class).hasMessageContaining("earlier failure");
        assertThatThrownBy(() -> log.saveHardState(new HardState(3, 1))).isInstanceOf(IOException.class);
    }

    @Test
    void a_log_of_another_cluster_is_refused() throws IOException {
        SimDisk disk = new SimDisk();
        new SegmentedLog(disk, config("boot")).recover();
        disk.crashProcess();
        WalConfig other = new WalConfig(1, 1, 9, "boot", SnapshotMeta.bootstrap(VOTERS), 4096, 2048, 5);

        assertThatThrownBy(() -> new SegmentedLog(disk, other).recover()).hasMessageContaining("another cluster");
    }

    @Test
    void recovery_hands_out_the_last_entry_however_little_is_asked_for() throws IOException {
        WalConfig little = new WalConfig(7, 8, 9, "boot", SnapshotMeta.bootstrap(VOTERS), 4096, 1, 5);
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

    @Test
    void tells_whether_power_may_have_been_lost_until_that_is_made_up_for() throws IOException {
        SimDisk disk = new SimDisk();
        new SegmentedLog(disk, config("first")).recover();
        disk.crashProcess();
        assertThat(powerLost(disk, "first", false)).isFalse();
        assertThat(powerLost(disk, "second", false)).isTrue();
        assertThat(powerLost(disk, "second", true)).as("not made up for yet").isTrue();
        assertThat(powerLost(disk, "second", false)).isFalse();
    }

    private static boolean powerLost(SimDisk disk, String bootId, boolean madeUpFor) throws IOException {
        SegmentedLog log = new SegmentedLog(disk, config(bootId));
        log.recover();
        if (madeUpFor) {
            log.markRecovered();
            log.saveHardState(new HardState(1, 0));
        }
        boolean lost = log.powerMayHaveBeenLost();
        disk.crashProcess();
        return lost;
    }
}
