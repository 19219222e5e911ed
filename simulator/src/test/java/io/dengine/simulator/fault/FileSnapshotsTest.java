package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.OtherVersionException;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.SnapshotStore.Stored;
import io.dengine.simulator.fault.SimDisk.PowerLoss;
import io.dengine.simulator.fault.SimDisk.ProcessDied;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FileSnapshotsTest {
    private static final int PARTS = 5;

    private final SimDisk disk = new SimDisk();

    private static FileSnapshots open(SimDisk disk) throws IOException {
        return FileSnapshots.open(disk, 1, 2);
    }

    private static SnapshotMeta metaAt(long index) {
        return new SnapshotMeta(new EntryId(index, 3), 1_000 + index, LogModel.VOTERS);
    }

    private static Bytes part(long index, int number) {
        byte[] bytes = new byte[100 + 37 * number];
        new SplittableRandom(index * 31 + number).nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private static Stored write(FileSnapshots snapshots, long index) throws IOException {
        try (SnapshotStore.Writing writing = snapshots.write(metaAt(index))) {
            for (int number = 0; number < PARTS; number++) {
                writing.add(part(index, number));
            }
            return writing.finish();
        }
    }

    private static List<Bytes> read(FileSnapshots snapshots, Stored stored) throws IOException {
        List<Bytes> parts = new ArrayList<>();
        try (SnapshotStore.Reading reading = snapshots.read(stored)) {
            for (Bytes part = reading.next(); part != null; part = reading.next()) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static void assertWhole(FileSnapshots snapshots, Stored stored) throws IOException {
        assertThat(snapshots.isIntact(stored)).isTrue();
        List<Bytes> expected = new ArrayList<>();
        for (int number = 0; number < PARTS; number++) {
            expected.add(part(stored.meta().index(), number));
        }
        assertThat(read(snapshots, stored)).isEqualTo(expected);
    }

    @Test
    void parts_come_back_as_they_went_in_newest_snapshot_first() throws IOException {
        FileSnapshots snapshots = open(disk);
        write(snapshots, 10);
        write(snapshots, 20);
        assertThat(snapshots.stored()).extracting(one -> one.meta().index()).containsExactly(20L, 10L);
        snapshots.close();

        FileSnapshots again = open(disk);
        assertThat(again.stored()).extracting(Stored::meta).containsExactly(metaAt(20), metaAt(10));
        for (Stored stored : again.stored()) {
            assertWhole(again, stored);
        }
        again.remove(again.stored().get(0));
        assertThat(again.stored()).extracting(Stored::meta).containsExactly(metaAt(10));
        assertThat(open(disk.copy()).stored()).hasSize(1);
    }

    @Test
    @Tag("bug:S-02")
    void a_crash_or_a_loss_of_power_at_any_moment_leaves_whole_snapshots_only() throws IOException {
        FileSnapshots first = open(disk);
        write(first, 10);
        first.close();
        long operations = operationsOfASecondSnapshot();
        for (long survived = 0; survived <= operations; survived++) {
            for (PowerLoss mode : PowerLoss.values()) {
                SimDisk struck = disk.copy();
                boolean finished = writeUntil(struck, survived);
                struck.losePower(new SplittableRandom(survived), mode);
                FileSnapshots after = open(struck);
                List<Stored> stored = after.stored();
                assertThat(stored).hasSizeBetween(finished ? 2 : 1, 2);
                after.setAside(List.of());
                assertThat(after.aside()).isEmpty();
                for (Stored one : stored) {
                    assertWhole(after, one);
                }
                write(after, 30);
            }
        }
    }

    private long operationsOfASecondSnapshot() throws IOException {
        SimDisk undisturbed = disk.copy();
        long before = undisturbed.operationCount();
        write(open(undisturbed), 20);
        return undisturbed.operationCount() - before;
    }

    private static boolean writeUntil(SimDisk struck, long operations) throws IOException {
        long[] left = {operations};
        FileSnapshots snapshots = open(struck);
        struck.observe((operation, file, bytes) -> {
            if (left[0]-- <= 0) {
                throw new ProcessDied();
            }
            return bytes;
        });
        try {
            write(snapshots, 20);
            return true;
        } catch (ProcessDied e) {
            return false;
        } finally {
            struck.observe(null);
        }
    }

    @Test
    void every_damaged_byte_is_noticed() throws IOException {
        FileSnapshots snapshots = open(disk);
        Stored stored = write(snapshots, 10);
        String name = disk.list().get(0);
        int size = (int) stored.sizeBytes();
        for (int at = 0; at < size; at++) {
            SimDisk damaged = disk.copy();
            damaged.damage(name, at, new byte[] {(byte) (damaged.contents(name)[at] ^ 0x10)});
            FileSnapshots after = open(damaged);
            if (after.stored().isEmpty()) {
                assertThat(damaged.list()).containsExactly(name);
                after.setAside(List.of());
                assertThat(damaged.list()).containsExactly(name + ".damaged");
            } else {
                assertThat(after.isIntact(stored)).as("byte " + at).isFalse();
            }
        }
    }

    @Test
    void a_failed_sync_costs_the_new_snapshot_and_nothing_else() throws IOException {
        FileSnapshots snapshots = open(disk);
        write(snapshots, 10);
        disk.failNextForce(SimDisk.ForceFault.DROP_CACHED);
        assertThatThrownBy(() -> write(snapshots, 20)).isInstanceOf(IOException.class);
        assertThat(snapshots.stored()).extracting(Stored::meta).containsExactly(metaAt(10));
        write(snapshots, 30);
        assertThat(snapshots.stored()).extracting(Stored::meta).containsExactly(metaAt(30), metaAt(10));
    }

    @Test
    @Tag("bug:S-06")
    void a_snapshot_arrives_in_pieces_and_goes_on_where_it_stopped() throws IOException {
        SimDisk other = new SimDisk();
        FileSnapshots from = open(other);
        Stored sent = write(from, 10);
        FileSnapshots to = open(disk);
        try (SnapshotStore.Receiving receiving = to.receive(sent)) {
            receiving.add(from.piece(sent, 0, 100));
            receiving.add(from.piece(sent, 100, 77));
        }
        to.close();
        disk.crashProcess();

        FileSnapshots again = open(disk);
        assertThat(again.stored()).isEmpty();
        SnapshotStore.Receiving receiving = again.receive(sent);
        assertThat(receiving.offset()).isEqualTo(177);
        while (receiving.offset() < sent.sizeBytes()) {
            receiving.add(from.piece(sent, receiving.offset(), 200));
        }
        assertThat(receiving.finish()).isEqualTo(sent);
        assertWhole(again, sent);
        assertThat(open(disk.copy()).stored()).containsExactly(sent);
    }

    @Test
    void what_arrived_before_a_failed_sync_is_received_again() throws IOException {
        SimDisk other = new SimDisk();
        FileSnapshots from = open(other);
        Stored sent = write(from, 10);
        FileSnapshots to = open(disk);
        SnapshotStore.Receiving first = to.receive(sent);
        while (first.offset() < sent.sizeBytes()) {
            first.add(from.piece(sent, first.offset(), 200));
        }
        disk.failNextForce(SimDisk.ForceFault.KEEP_CACHED); // what was not stored can still be read
        assertThatThrownBy(first::finish).isInstanceOf(IOException.class);

        SnapshotStore.Receiving second = to.receive(sent);
        assertThat(second.offset()).isZero();
        while (second.offset() < sent.sizeBytes()) {
            second.add(from.piece(sent, second.offset(), 200));
        }
        second.finish();
        disk.losePower(new SplittableRandom(1), PowerLoss.NONE);
        assertWhole(open(disk), sent);
    }

    @Test
    void a_snapshot_that_is_taken_again_is_not_lost_with_a_failed_sync_of_the_directory() throws IOException {
        FileSnapshots snapshots = open(disk);
        write(snapshots, 10);
        disk.observe((operation, file, bytes) -> {
            if (operation == SimDisk.Operation.FORCE_DIRECTORY) {
                disk.failNextForce(SimDisk.ForceFault.KEEP_CACHED);
            }
            return bytes;
        });
        assertThatThrownBy(() -> write(snapshots, 10)).isInstanceOf(IOException.class);
        disk.observe(null);
        assertWhole(snapshots, snapshots.stored().get(0));
        assertThat(open(disk.copy()).stored()).hasSize(1);
    }

    @Test
    void what_arrives_is_checked_as_a_whole_before_it_counts() throws IOException {
        FileSnapshots from = open(new SimDisk());
        Stored sent = write(from, 10);
        byte[] content = from.piece(sent, 0, (int) sent.sizeBytes()).toArray();
        content[content.length / 2] ^= 1;
        FileSnapshots to = open(disk);
        SnapshotStore.Receiving receiving = to.receive(sent);
        receiving.add(Bytes.wrap(content));
        assertThatThrownBy(receiving::finish).isInstanceOf(DamagedSnapshotException.class);
        assertThat(to.stored()).isEmpty();
        assertThat(to.receive(sent).offset()).isZero();
    }

    @Test
    void more_than_was_announced_is_refused() throws IOException {
        FileSnapshots from = open(new SimDisk());
        Stored sent = write(from, 10);
        SnapshotStore.Receiving receiving = open(disk).receive(sent);
        Bytes tooMuch = Bytes.wrap(new byte[(int) sent.sizeBytes() + 1]);
        assertThatThrownBy(() -> receiving.add(tooMuch)).isInstanceOf(DamagedSnapshotException.class);
        Stored impossible = new Stored(sent.meta(), 10, sent.digest());
        assertThatThrownBy(() -> open(new SimDisk()).receive(impossible)).isInstanceOf(DamagedSnapshotException.class);
    }

    @Test
    void a_snapshot_of_another_cluster_is_refused_as_it_is() throws IOException {
        write(open(disk), 10);
        disk.crashProcess();
        List<String> before = disk.list();
        FileSnapshots other = FileSnapshots.open(disk, 1, 3);
        assertThat(other.stored()).isEmpty();
        assertThatThrownBy(other::refuseStrange)
                .hasMessageContaining("belongs to another cluster. Nothing was changed");
        assertThat(disk.list()).isEqualTo(before);
    }

    @Test
    void so_is_a_file_in_the_format_of_another_version() throws IOException {
        write(open(disk), 10);
        String name = disk.list().get(0);
        byte[] header = disk.contents(name);
        ByteBuffer frame = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        header[8 + 8]++;
        CRC32C crc = new CRC32C();
        crc.update(header, 8, frame.getInt(0));
        frame.putInt(4, (int) crc.getValue());
        disk.damage(name, 0, header);
        List<String> before = disk.list();
        FileSnapshots snapshots = open(disk);
        assertThat(snapshots.stored()).isEmpty();
        assertThatThrownBy(snapshots::refuseStrange)
                .isInstanceOf(OtherVersionException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("Nothing was changed");
        assertThat(disk.list()).isEqualTo(before);
    }

    @Test
    void what_is_set_aside_replaces_nothing_that_was_set_aside_before() throws IOException {
        FileSnapshots snapshots = open(disk);
        for (int i = 0; i < 2; i++) {
            snapshots.setAside(List.of(write(snapshots, 10)));
        }
        assertThat(snapshots.stored()).isEmpty();
        assertThat(disk.list()).hasSize(2).allMatch(name -> name.contains(".snap.damaged"));
    }
}
