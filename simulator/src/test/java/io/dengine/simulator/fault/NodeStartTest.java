package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.Effect.Level;
import io.dengine.core.log.Completeness;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Recovery;
import io.dengine.engine.port.OtherVersionException;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.node.start.CustomLogSource;
import io.dengine.node.start.NodeStorage;
import io.dengine.simulator.fault.SimDisk.PowerLoss;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The decisions of a node at its start, from its files. */
class NodeStartTest extends NodeOnDisks {
    @TempDir
    Path memory;

    @Test
    void the_only_voter_of_a_cluster_that_shrank_keeps_its_damaged_log_and_refuses() throws IOException {
        Configuration file = voters(0, 3);
        ran(file, members(2, 2), members(3, 1));
        rot(20);
        List<String> before = disk.list();
        byte[] segment = disk.contents(SEGMENT);

        for (int start = 1; start <= 2; start++) {
            assertThatThrownBy(() -> start("boot", Level.SYNCED, file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(SEGMENT + " is damaged at byte")
                    .hasMessageContaining("Node 1 votes alone since entry 3")
                    .hasMessageContaining("Nothing was changed")
                    .hasMessageContaining("restore a backup");
            disk.crashProcess();
        }
        assertThat(disk.list()).isEqualTo(before);
        assertThat(disk.contents(SEGMENT)).isEqualTo(segment);
    }

    @Test
    void the_only_voter_refuses_even_if_it_was_adding_another_when_its_log_was_damaged() throws IOException {
        Configuration file = voters(0, 3);
        try (SegmentedLog log = runs(file, members(30, 1), members(31, 2))) {
            log.noteCommitted(30);
        }
        rot(20);

        assertThatThrownBy(() -> start("boot", Level.SYNCED, file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Node 1 votes alone since entry 30");
    }

    @Test
    void configurations_whose_entries_cannot_be_read_are_known_as_lost() throws IOException {
        Configuration file = voters(0, 1);
        ran(file, members(30, 2), members(31, 3));
        rot(20);

        for (int start = 1; start <= 2; start++) {
            Recovery recovery = start("boot", Level.SYNCED, file).recovery();
            assertThat(completenessOf(recovery)).isEqualTo(Completeness.INCOMPLETE);
            assertThat(recovery.log().lostConfigurations()).containsExactly(voters(30, 2), voters(31, 3));
            disk.crashProcess();
            snapshots.crashProcess();
        }
    }

    @Test
    void the_only_voter_refuses_even_where_what_says_so_cannot_be_read() throws IOException {
        Configuration file = voters(0, 3);
        ran(file, members(30, 2), members(31, 1));
        rot(20);

        assertThatThrownBy(() -> start("boot", Level.SYNCED, file))
                .hasMessageContaining("votes alone since entry 31")
                .hasMessageContaining("In the data directory /data/n1: ");
    }

    @Test
    void who_has_lost_its_term_and_vote_is_told_what_that_means_and_how_to_be_replaced() throws IOException {
        Configuration file = voters(0, 3);
        ran(file);
        disk.delete("state");
        disk.crashProcess();
        List<String> before = disk.list();

        assertThatThrownBy(() -> start("boot", Level.SYNCED, file))
                .hasMessageStartingWith("In the data directory /data/n1: state is damaged at byte 0: it is missing")
                .hasMessageContaining("it must not start with it. Nothing was deleted.")
                .hasMessageContaining("no data are lost: replace this node by itself (POST /replace)")
                .hasMessageContaining("restore a backup into an empty data directory")
                .hasMessageContaining("Keep this directory");
        assertThat(disk.list()).isEqualTo(before);
    }

    @Test
    void a_voter_of_three_keeps_what_it_can_read_and_sets_the_rest_aside() throws IOException {
        Configuration file = voters(0, 3);
        ran(file);
        rot(20);
        byte[] damaged = disk.contents(SEGMENT);

        NodeStorage<KvStore> storage = start("boot", Level.SYNCED, file);

        assertThat(storage.recovery().log().lastIndex()).isEqualTo(19);
        assertThat(storage.recovery().log().hardState()).isEqualTo(new HardState(1, 1, Completeness.INCOMPLETE));
        assertThat(storage.log().store().read(19, 19, 1_000)).containsExactly(command(19));
        assertThat(disk.contents(SEGMENT + ".damaged")).isEqualTo(damaged);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("/data/n1", "is damaged at byte", SEGMENT + ".damaged");
        storage.log().store().append(List.of(command(20)));
        storage.log().store().close();
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        Recovery next = start("boot", Level.SYNCED, file).recovery();
        assertThat(next.log().lastIndex()).isEqualTo(20);
        assertThat(completenessOf(next)).isEqualTo(Completeness.INCOMPLETE);
    }

    @Test
    void a_cluster_that_grew_from_one_is_not_mistaken_for_its_first_node() throws IOException {
        Configuration file = voters(0, 1);
        ran(file, members(25, 2), members(26, 3));
        rot(20);

        Recovery recovery = start("boot", Level.SYNCED, file).recovery();

        assertThat(recovery.log().newestConfiguration().voterCount()).isEqualTo(1);
        assertThat(completenessOf(recovery))
                .as("does not vote on the basis of the readable entries")
                .isEqualTo(Completeness.INCOMPLETE);
    }

    @Test
    void what_a_lost_snapshot_led_to_is_set_aside_and_the_members_stay_known() throws IOException {
        Configuration file = voters(0, 1);
        try (SegmentedLog log = new SegmentedLog(disk, wal("boot", file))) {
            log.recover();
            log.settle(new HardState(1, 1), Level.SYNCED);
            log.resetTo(new SnapshotMeta(new EntryId(100, 1), 9, voters(90, 3)));
            log.append(List.of(command(101)));
        }

        Recovery recovery = start("boot", Level.SYNCED, file).recovery();

        assertThat(recovery.log().lastIndex()).isZero();
        assertThat(recovery.log().newestConfiguration().voterCount()).isEqualTo(3);
        assertThat(completenessOf(recovery)).isEqualTo(Completeness.INCOMPLETE);
        assertThat(disk.list()).anyMatch(name -> name.endsWith(".damaged"));
    }

    /** The only voter has compacted its log up to entry 40, of which it has a snapshot for which this was changed. */
    private Configuration compactedAlone(UnaryOperator<Bytes> change) throws IOException {
        Configuration file = voters(0, 1);
        SnapshotMeta meta = new SnapshotMeta(new EntryId(40, 1), 40, file);
        snapshot(meta, change);
        try (SegmentedLog log = runs(file)) {
            log.compact(meta);
        }
        return file;
    }

    @Test
    void the_only_voter_keeps_its_only_snapshot_although_it_cannot_read_it() throws IOException {
        Configuration file = compactedAlone(part -> part);
        String name = snapshots.list().get(0);
        int middle = snapshots.contents(name).length / 2;
        snapshots.damage(name, middle, new byte[] {(byte) ~snapshots.contents(name)[middle]});

        for (int start = 1; start <= 2; start++) {
            assertThatThrownBy(() -> start("boot", Level.SYNCED, file))
                    .hasMessageContaining("The snapshot file " + name + " is damaged")
                    .hasMessageContaining("votes alone since entry 0")
                    .hasMessageContaining("Nothing was changed");
            assertThat(snapshots.list()).containsExactly(name);
            disk.crashProcess();
            snapshots.crashProcess();
        }
    }

    @Test
    void a_snapshot_of_another_version_is_left_to_that_version() throws IOException {
        Configuration file = compactedAlone(NodeStartTest::ofNextVersion);
        List<String> before = snapshots.list();

        assertThatThrownBy(() -> start("boot", Level.SYNCED, file))
                .isInstanceOf(OtherVersionException.class)
                .hasMessageContaining("Start the program that wrote it, or a newer one");
        assertThat(snapshots.list()).isEqualTo(before);
    }

    /** A state begins with the kind of its first part, and its version. */
    private static Bytes ofNextVersion(Bytes part) {
        byte[] bytes = part.toArray();
        if (bytes[0] == 1) {
            bytes[1]++;
        }
        return Bytes.wrap(bytes);
    }

    @Test
    void a_snapshot_that_cannot_be_read_is_set_aside_once_another_leads_on() throws IOException {
        Configuration file = voters(0, 1);
        ran(file);
        snapshot(new SnapshotMeta(new EntryId(30, 1), 30, file), part -> part);
        snapshot(new SnapshotMeta(new EntryId(40, 1), 40, file), part -> part);
        String newest = snapshots.list().get(1);
        int middle = snapshots.contents(newest).length / 2;
        snapshots.damage(newest, middle, new byte[] {(byte) ~snapshots.contents(newest)[middle]});

        NodeStorage<KvStore> storage = start("boot", Level.SYNCED, file);

        assertThat(storage.machine().appliedIndex()).isEqualTo(30);
        assertThat(storage.snapshots().stored()).hasSize(1);
        assertThat(snapshots.list()).contains(newest + ".damaged").hasSize(2);
    }

    /** Runs the node again, waits for this level, and cuts the power. */
    private void losesPowerAfterItRan(Level level, Configuration file) throws IOException {
        var storage = start("boot", level, file);
        storage.log().store().append(List.of(command(51)));
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
    }

    @Test
    void the_only_voter_that_may_have_lost_its_tail_says_so_over_restarts() throws IOException {
        Configuration file = voters(0, 1);
        ran(file);
        losesPowerAfterItRan(Level.WRITTEN, file);

        assertThat(completenessOf(start("next", Level.WRITTEN, file).recovery()))
                .isEqualTo(Completeness.TAIL_LOST);
        disk.crashProcess();
        assertThat(completenessOf(start("next", Level.WRITTEN, file).recovery()))
                .isEqualTo(Completeness.TAIL_LOST);
    }

    @Test
    void where_writes_are_synced_before_they_count_a_loss_of_power_costs_nothing() throws IOException {
        Configuration file = voters(0, 3);
        ran(file);
        losesPowerAfterItRan(Level.SYNCED, file);

        assertThat(completenessOf(start("next", Level.SYNCED, file).recovery())).isEqualTo(Completeness.COMPLETE);
    }

    @Test
    void what_a_loss_of_power_cost_follows_from_what_the_node_waited_for_before_it_not_from_what_it_does_now()
            throws IOException {
        Configuration file = voters(0, 3);
        ran(file);
        losesPowerAfterItRan(Level.WRITTEN, file);
        assertThat(completenessOf(start("next", Level.SYNCED, file).recovery())).isEqualTo(Completeness.TAIL_LOST);

        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        assertThat(completenessOf(start("third", Level.WRITTEN, file).recovery()))
                .as("missing entries stay missing")
                .isEqualTo(Completeness.TAIL_LOST);
    }

    @Test
    void who_waited_for_syncs_lacks_nothing_after_a_loss_of_power_although_it_waits_for_none_now() throws IOException {
        Configuration file = voters(0, 3);
        ran(file);
        losesPowerAfterItRan(Level.SYNCED, file);
        assertThat(completenessOf(start("next", Level.WRITTEN, file).recovery()))
                .isEqualTo(Completeness.COMPLETE);
    }

    @Test
    void what_an_earlier_life_did_not_sync_is_synced_before_a_life_begins_that_waits_for_syncs() throws IOException {
        Configuration file = voters(0, 3);
        ran(file);
        start("boot", Level.WRITTEN, file).log().store().append(List.of(command(51)));
        disk.crashProcess();
        var unused = start("boot", Level.SYNCED, file);
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);

        Recovery recovery = start("next", Level.SYNCED, file).recovery();
        assertThat(recovery.log().lastIndex()).isEqualTo(51);
        assertThat(completenessOf(recovery)).isEqualTo(Completeness.COMPLETE);
    }

    @Test
    void the_log_of_a_store_of_the_user_s_own_is_judged_likewise() throws IOException {
        Configuration file = voters(0, 3);
        var began = startCustom("boot", Level.WRITTEN, file);
        began.log().store().append(List.of(new Entry(1, 1, 1, Entry.Kind.NOOP, Bytes.EMPTY)));
        began.log().store().saveHardState(new HardState(1, 1));
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        assertThat(completenessOf(startCustom("next", Level.SYNCED, file).recovery()))
                .isEqualTo(Completeness.TAIL_LOST);

        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        assertThat(completenessOf(startCustom("third", Level.SYNCED, file).recovery()))
                .isEqualTo(Completeness.TAIL_LOST);
    }

    @Test
    void a_custom_log_is_not_taken_for_synced_because_a_life_that_waits_for_syncs_opened_it() throws IOException {
        Configuration file = voters(0, 3);
        var began = startCustom("boot", Level.WRITTEN, file);
        began.log().store().append(List.of(new Entry(1, 1, 1, Entry.Kind.NOOP, Bytes.EMPTY)));
        began.log().store().saveHardState(new HardState(1, 1));
        disk.crashProcess();
        var unused = startCustom("boot", Level.SYNCED, file);
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        assertThat(completenessOf(startCustom("next", Level.SYNCED, file).recovery()))
                .isEqualTo(Completeness.TAIL_LOST);
    }

    @Test
    void a_log_of_the_users_own_with_entries_and_without_a_record_of_its_use_may_lack_some() throws IOException {
        Configuration file = voters(0, 3);
        NodeStorage<KvStore> first = startCustom("boot", Level.SYNCED, file);
        first.log().store().append(List.of(command(1)));
        first.log().store().saveHardState(new HardState(1, 1));
        disk.crashProcess();
        snapshots.crashProcess();
        try (Stream<Path> files = Files.list(memory)) {
            for (Path record : files.toList()) {
                Files.delete(record);
            }
        }
        assertThat(completenessOf(startCustom("boot", Level.SYNCED, file).recovery()))
                .isEqualTo(Completeness.TAIL_LOST);
    }

    private NodeStorage<KvStore> startCustom(String boot, Level level, Configuration file) throws IOException {
        return NodeStorage.open(
                new CustomLogSource(
                        (unused, beginning) -> new SegmentedLog(disk, wal(boot, file)),
                        SnapshotMeta.bootstrap(file),
                        memory,
                        1,
                        boot),
                FileSnapshots.open(snapshots, 1, 2),
                id -> new KvStore(KvConfig.STANDARD),
                new NodeStorage.Settings(1, "/data/n1", level, progress -> {}, warnings::add));
    }

    @Test
    void who_begins_is_read_from_the_log_once_there_is_one() throws IOException {
        assertThat(completenessOf(start("boot", Level.SYNCED, voters(0, 3)).recovery()))
                .isEqualTo(Completeness.BLANK);
        disk.crashProcess();
        assertThat(completenessOf(start("boot", Level.SYNCED, voters(0, 1)).recovery()))
                .as("the file now names only this node")
                .isEqualTo(Completeness.BLANK);
    }
}
