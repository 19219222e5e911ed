package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.Scrub;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.wal.CorruptLogException;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.snapshot.FileSnapshots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A scrub finds damage at rest, and reports no damage that does not exist. */
class ScrubTest {
    private static final int SEGMENT_BYTES = 4096;
    private static final String FIRST = "00000000000000000001.log";

    private final SimDisk disk = new SimDisk();

    private static WalConfig config() {
        return new WalConfig(1, 2, 1, 3, "boot", SnapshotMeta.bootstrap(LogModel.VOTERS), SEGMENT_BYTES, 0, 17);
    }

    private static List<Entry> entries(long first, long last, long term) {
        List<Entry> entries = new ArrayList<>();
        for (long index = first; index <= last; index++) {
            entries.add(
                    new Entry(index, term, index, Entry.Kind.COMMAND, Bytes.utf8("entry " + index + " ".repeat(61))));
        }
        return entries;
    }

    /** Returns a log of two closed segments and a third one, with a truncation and a restart. */
    private SegmentedLog log() throws IOException {
        SegmentedLog first = new SegmentedLog(disk, config());
        first.recover();
        first.append(entries(1, 20, 1));
        first.sync();
        disk.crashProcess();
        SegmentedLog log = new SegmentedLog(disk, config());
        log.recover();
        log.append(entries(21, 30, 1));
        log.truncateAfter(25);
        log.append(entries(26, 80, 2));
        log.sync();
        return log;
    }

    private static List<Scrub.Damage> scrub(SegmentedLog log, int sliceBytes) {
        List<Scrub.Damage> found = new ArrayList<>();
        Scrub pass = log.scrub();
        for (Scrub.Slice slice = pass.next(sliceBytes); slice != null; slice = pass.next(sliceBytes)) {
            if (slice.damage() != null) {
                found.add(slice.damage());
            }
        }
        return found;
    }

    private List<String> segments() {
        return disk.list().stream().filter(name -> name.endsWith(".log")).toList();
    }

    @Test
    void aWholeLogIsReadThroughInSlicesOfAnySize() throws IOException {
        SegmentedLog log = log();
        for (int sliceBytes : List.of(1, 100, SEGMENT_BYTES, 1 << 20)) {
            assertThat(scrub(log, sliceBytes)).isEmpty();
        }
        long bytes = 0;
        Scrub pass = log.scrub();
        for (Scrub.Slice slice = pass.next(1); slice != null; slice = pass.next(1)) {
            bytes += slice.bytes();
        }
        assertThat(bytes).isBetween(SEGMENT_BYTES + 1L, 3L * SEGMENT_BYTES);
    }

    /**
     * Recovery of a log that needs all of its entries is the reference: the scrub must find damage that it rejects, and
     * must accept what it reads.
     */
    @Test
    void aBitAnywhereInAClosedSegmentIsFoundIfRecoveryWouldMindIt() throws IOException {
        SegmentedLog log = log();
        BitSet minded = mindedByRecovery();
        assertThat(mindedByTheScrub(log)).isEqualTo(minded);
        assertThat(minded.cardinality()).isGreaterThan(SEGMENT_BYTES * 3 / 4);
    }

    /** The entries up to the snapshot index are damaged for the scrub, as before, and no longer for recovery. */
    @Test
    void aBitInAPayloadThatASnapshotCoversIsFoundAlthoughRecoveryPassesIt() throws IOException {
        SegmentedLog log = log();
        BitSet minded = mindedByRecovery();
        log.compact(new SnapshotMeta(new EntryId(20, 1), 20, LogModel.VOTERS));
        assertThat(segments()).contains(FIRST);
        assertThat(mindedByTheScrub(log)).isEqualTo(minded);

        BitSet mindedStill = mindedByRecovery();
        BitSet passed = (BitSet) minded.clone();
        passed.andNot(mindedStill);
        assertThat(passed.cardinality()).isEqualTo(payloadBytes(entries(1, 20, 1)));
        mindedStill.andNot(minded);
        assertThat(mindedStill.isEmpty()).isTrue();
    }

    private static int payloadBytes(List<Entry> entries) {
        return entries.stream().mapToInt(entry -> entry.payload().length()).sum();
    }

    /** Returns the bytes of the first segment in which a flipped bit keeps the log from being recovered. */
    private BitSet mindedByRecovery() throws IOException {
        BitSet minded = new BitSet();
        for (int at = 0; at < SEGMENT_BYTES; at++) {
            byte right = flip(at);
            minded.set(at, !isReadable());
            disk.damage(FIRST, at, new byte[] {right});
        }
        return minded;
    }

    private BitSet mindedByTheScrub(SegmentedLog log) throws IOException {
        BitSet minded = new BitSet();
        for (int at = 0; at < SEGMENT_BYTES; at++) {
            byte right = flip(at);
            minded.set(at, !scrub(log, 1000).isEmpty());
            disk.damage(FIRST, at, new byte[] {right});
        }
        return minded;
    }

    /** Flips a bit of a byte of the first segment, and returns the byte that was there. */
    private byte flip(int at) throws IOException {
        byte right = disk.contents(FIRST)[at];
        disk.damage(FIRST, at, new byte[] {(byte) (right ^ 1 << at % 8)});
        return right;
    }

    private boolean isReadable() throws IOException {
        try {
            new SegmentedLog(disk.copy(), config()).recover();
            return true;
        } catch (CorruptLogException e) {
            return false;
        }
    }

    @Test
    void aCompactionToWhereTheDamageEndsRemovesIt() throws IOException {
        SegmentedLog log = log();
        String damaged = segments().get(1);
        disk.damage(damaged, 200, new byte[] {(byte) ~disk.contents(damaged)[200]});
        Scrub.Damage found = scrub(log, 1000).get(0);
        assertThat(found.name()).isEqualTo(damaged);
        long last = found.lastIndex();
        log.compact(new SnapshotMeta(new EntryId(last, 2), last, LogModel.VOTERS));
        assertThat(segments()).doesNotContain(damaged);
        assertThat(scrub(log, 1000)).isEmpty();
        assertThat(isReadable()).isTrue();
    }

    /** A follower has asked for the damaged entry. The scrub does not read the segment that is written. */
    @Test
    void aCompactionRemovesDamageInTheSegmentThatWasBeingWritten() throws IOException {
        SegmentedLog log = log();
        String name = segments().get(segments().size() - 1);
        int header = 64 + 48; // behind the header of the segment and the frame that begins it
        long index = ByteBuffer.wrap(disk.contents(name))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong(header + 16);
        disk.damage(name, header, new byte[] {(byte) ~disk.contents(name)[header]});
        IOException why = catchThrowableOfType(IOException.class, () -> log.read(index, index, 1));
        assertThat(why).hasMessageContaining("entry " + index + " is damaged");

        Scrub.Damage found = log.leaveDamaged(index, index, why);
        log.append(entries(81, 85, 2));
        long last = found.lastIndex();
        assertThat(found).isEqualTo(new Scrub.Damage(name, 80, String.valueOf(why.getMessage())));
        log.compact(new SnapshotMeta(new EntryId(last, 2), last, LogModel.VOTERS));
        assertThat(segments()).doesNotContain(name);
        assertThat(isReadable()).isTrue();
        assertThat(log.read(81, 85, 1 << 20)).isEqualTo(entries(81, 85, 2));
    }

    @Test
    void aSegmentThatGoesWhileItIsReadIsPassedOver() throws IOException {
        SegmentedLog log = log();
        disk.damage(FIRST, 300, new byte[] {(byte) ~disk.contents(FIRST)[300]});
        Scrub pass = log.scrub();
        assertThat(pass.next(100)).isNotNull();
        log.compact(new SnapshotMeta(new EntryId(80, 2), 80, LogModel.VOTERS));
        for (Scrub.Slice slice = pass.next(100); slice != null; slice = pass.next(100)) {
            assertThat(slice.damage()).isNull();
        }
    }

    @Test
    void aSegmentThatCannotBeReadIsDamaged() throws IOException {
        SegmentedLog log = log();
        disk.failReads(true);
        assertThat(scrub(log, 1000))
                .isNotEmpty()
                .allMatch(damage -> damage.what().contains("cannot be read"));
    }

    @Test
    void aBitAnywhereInASnapshotIsFound() throws IOException {
        FileSnapshots snapshots = FileSnapshots.open(disk, 1, 2);
        SnapshotStore.Stored stored;
        try (SnapshotStore.Writing writing =
                snapshots.write(new SnapshotMeta(new EntryId(10, 1), 10, LogModel.VOTERS))) {
            byte[] part = new byte[200];
            new SplittableRandom(5).nextBytes(part);
            writing.add(Bytes.wrap(part));
            writing.add(Bytes.wrap(part, 0, 50));
            stored = writing.finish();
        }
        readThrough(snapshots, stored);
        String name = disk.list().get(0);
        for (int at = 0; at < stored.sizeBytes(); at++) {
            byte right = disk.contents(name)[at];
            disk.damage(name, at, new byte[] {(byte) (right ^ 1 << at % 8)});
            assertThatThrownBy(() -> readThrough(snapshots, stored))
                    .as("byte %d", at)
                    .isInstanceOf(DamagedSnapshotException.class);
            disk.damage(name, at, new byte[] {right});
        }
        readThrough(snapshots, stored);
    }

    private static void readThrough(FileSnapshots snapshots, SnapshotStore.Stored stored) throws IOException {
        try (SnapshotStore.Reading reading = snapshots.verify(stored)) {
            while (reading.next() != null) {
                // each part is checked when it is read
            }
        }
    }
}
