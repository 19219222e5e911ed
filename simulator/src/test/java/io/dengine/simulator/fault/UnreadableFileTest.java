package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.Effect.Level;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.port.UnreadableFileException;
import io.dengine.simulator.fault.SimDisk.Operation;
import io.dengine.wal.SegmentedLog;
import java.io.IOException;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A start at which the disk does not return a file. That may pass, and the file may be what the node has promised: the
 * node starts neither without it nor from an older copy, and removes nothing.
 */
class UnreadableFileTest extends NodeOnDisks {
    private final Configuration file = voters(0, 3);

    /** From now on, some of the reads of a file fail: the first of them has number 0. */
    private static void failReads(SimDisk of, String name, IntPredicate which) {
        int[] reads = {0};
        of.observe((operation, read, bytes) -> {
            boolean isOne = operation == Operation.READ && read.equals(name);
            of.failReads(isOne && which.test(reads[0]++));
            return bytes;
        });
    }

    private static void heal(SimDisk of) {
        of.observe(null);
        of.crashProcess();
    }

    private void isRefused(String name) throws IOException {
        List<String> names = disk.list();
        assertThatThrownBy(() -> start("boot", Level.SYNCED, file))
                .hasMessageStartingWith("In the data directory /data/n1: The file " + name
                        + " cannot be read: Input/output error. No older copy takes its place")
                .hasMessageContaining("Nothing was deleted")
                .hasMessageContaining("start the node again")
                .hasMessageContaining("POST /replace");
        heal(disk);
        assertThat(disk.list()).isEqualTo(names);
    }

    /** The state is read slot by slot. If the vote is in the one that cannot be read, the other one lacks it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void of_the_two_copies_of_term_and_vote_neither_replaces_one_that_cannot_be_read(int slot) throws IOException {
        SegmentedLog log = runs(file);
        log.saveHardState(new HardState(2, 3));
        disk.crashProcess();

        byte[] state = disk.contents("state");
        failReads(disk, "state", read -> read % 2 == slot);
        isRefused("state");
        assertThat(disk.contents("state")).isEqualTo(state);

        HardState found = start("boot", Level.SYNCED, file).recovery().log().hardState();
        assertThat(found.term()).isEqualTo(2);
        assertThat(found.votedFor()).isEqualTo(3);
    }

    @Test
    void a_segment_that_cannot_be_read_is_not_taken_for_damaged() throws IOException {
        ran(file);
        disk.crashProcess();
        byte[] state = disk.contents("state");
        failReads(disk, SEGMENT, read -> true);
        isRefused(SEGMENT);
        assertThat(disk.contents("state")).isEqualTo(state);
        assertThat(start("boot", Level.SYNCED, file).recovery().log().lastIndex())
                .isEqualTo(50);
    }

    @Test
    void a_snapshot_that_cannot_be_read_is_not_taken_for_damaged() throws IOException {
        ran(file);
        disk.crashProcess();
        snapshot(new SnapshotMeta(new EntryId(40, 1), 9, file), part -> part);
        snapshots.crashProcess();
        String name = snapshots.list().get(0);
        failReads(snapshots, name, read -> true);
        assertThatThrownBy(() -> start("boot", Level.SYNCED, file))
                .isInstanceOf(UnreadableFileException.class)
                .hasMessage("The file " + name + " cannot be read: Input/output error.");
        heal(snapshots);
        assertThat(snapshots.list()).containsExactly(name);

        // Its header, its end and its first frame can be read, and what follows cannot.
        failReads(snapshots, name, read -> read > 5);
        isRefused(name);
        heal(snapshots);
        assertThat(snapshots.list()).containsExactly(name);
    }
}
