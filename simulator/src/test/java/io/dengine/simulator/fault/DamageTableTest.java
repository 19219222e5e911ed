package io.dengine.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.simulator.fault.SimDisk.Operation;
import io.dengine.wal.CorruptLogException;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A small log of several segments, damaged at each of its bytes, one at a time. Damage to entries that are known to be
 * durable must stop the start; damage to other entries must end the log there; damage elsewhere must change nothing,
 * and neither must damage to the payload of an entry that a snapshot includes.
 *
 * <pre>
 *   segment 1   entries 1 to 5               synced one by one
 *   segment 2   entries 6 to 10              synced one by one
 *   segment 3   entries 11, 12               synced one by one, which the state file records
 *               entries 13, 14, 15           not synced
 *   segment 4   nothing                      prepared
 * </pre>
 */
class DamageTableTest {
    private static final int HEADER_BYTES = 64;
    private static final int FRAME_BYTES = 48;
    private static final int SEGMENT_BYTES = 4096;
    private static final int SLOT_BYTES = 16 << 10;
    private static final int PAYLOAD_BYTES = 675; // not a multiple of 8, so there is padding
    private static final int SYNCED = 12;
    private static final int WRITTEN = 15;

    /** The result if the log must not recover. */
    private static final int REFUSED = -1;

    /**
     * A frame from {@code start} to {@code end}, whose payload ends at {@code payloadEnd}; index 0 is the segment's
     * head.
     */
    private record Place(String file, int start, int payloadEnd, int end, int index) {}

    private final SimDisk original = new SimDisk();
    private final List<Place> places = new ArrayList<>();
    private int snapshotIndex;

    private static WalConfig config() {
        return new WalConfig(7, 8, 1, 9, "boot", SnapshotMeta.bootstrap(LogModel.VOTERS), SEGMENT_BYTES, 1 << 20, 5);
    }

    private static Entry entry(int index) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        Arrays.fill(payload, (byte) index);
        return new Entry(index, 1, 100 + index, Entry.Kind.COMMAND, Bytes.wrap(payload));
    }

    private List<Entry> entries(int last) {
        List<Entry> entries = new ArrayList<>();
        for (int index = snapshotIndex + 1; index <= last; index++) {
            entries.add(entry(index));
        }
        return entries;
    }

    private void write() throws IOException {
        write(0);
    }

    /**
     * Writes the log, and compacts it up to {@code base} before the first entry that is not synced.
     *
     * @param base 0 for a log that is not compacted
     */
    private void write(int base) throws IOException {
        snapshotIndex = base;
        SegmentedLog log = new SegmentedLog(original, config());
        log.recover();
        log.saveHardState(new HardState(1, 1));
        place(segment(1), HEADER_BYTES, 0, 0);
        int[] end = {HEADER_BYTES + FRAME_BYTES};
        String[] active = {segment(1)};
        for (int index = 1; index <= WRITTEN; index++) {
            int next = index;
            original.observe((operation, file, bytes) -> {
                if (operation == Operation.WRITE && file.endsWith(".log")) {
                    if (!file.equals(active[0])) {
                        active[0] = file;
                        place(file, HEADER_BYTES, 0, 0);
                        end[0] = HEADER_BYTES + FRAME_BYTES;
                    }
                    place(file, end[0], PAYLOAD_BYTES, next);
                    end[0] = places.get(places.size() - 1).end;
                }
                return bytes;
            });
            log.append(List.of(entry(index)));
            original.observe(null);
            log.prepare();
            if (index <= SYNCED) {
                log.sync();
            }
            if (index == SYNCED) {
                log.saveHardState(new HardState(2, 1));
                log.compact(new SnapshotMeta(new EntryId(base, 1), 0, LogModel.VOTERS));
            }
        }
        original.crashProcess();
        assertThat(original.list()).endsWith(segment(2), segment(3), segment(4), "state");
        assertThat(places.get(places.size() - 1).file).isEqualTo(segment(3));
    }

    private void place(String file, int start, int payloadBytes, int index) {
        int payloadEnd = start + FRAME_BYTES + payloadBytes;
        places.add(new Place(file, start, payloadEnd, (payloadEnd + 7) / 8 * 8, index));
    }

    private static String segment(int sequence) {
        return "0000000000000000000" + sequence + ".log";
    }

    /** Returns the last index that must recover if this byte of a segment is damaged. */
    private int expectedAfterFlip(String file, int at) {
        if (at < HEADER_BYTES) {
            return REFUSED;
        }
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            if (place.file.equals(file) && at >= place.start && at < place.payloadEnd) {
                boolean covered = place.index > 0 && place.index <= snapshotIndex;
                return covered && at >= place.start + FRAME_BYTES ? WRITTEN : expectedWithout(place);
            }
        }
        return WRITTEN;
    }

    /** Returns the last index without this frame. The power never failed, so only the last frame may be incomplete. */
    private static int expectedWithout(Place place) {
        return place.index == WRITTEN ? place.index - 1 : REFUSED;
    }

    /** Returns the last index that must recover if this segment is zero from here on. */
    private int expectedAfterCut(String file, int at) throws IOException {
        if (at < HEADER_BYTES) {
            return REFUSED;
        }
        byte[] contents = original.contents(file);
        for (Place place : places) {
            if (place.file.equals(file) && place.end > at) {
                for (int i = Math.max(at, place.start); i < place.payloadEnd; i++) {
                    if (contents[i] != 0) {
                        return place.index > SYNCED ? place.index - 1 : REFUSED; // no entry follows it now
                    }
                }
            }
        }
        return WRITTEN;
    }

    @Test
    @Tag("bug:D-06")
    @Tag("bug:D-17")
    void one_damaged_byte_of_a_segment() throws IOException {
        write();
        damageEachByteFrom(1);
    }

    /** Entries 6 and 7 stay in segment 2 although the snapshot includes them. */
    @Test
    void one_damaged_byte_of_a_segment_in_which_a_snapshot_ends() throws IOException {
        write(7);
        damageEachByteFrom(2);
    }

    private void damageEachByteFrom(int first) throws IOException {
        for (int sequence = first; sequence <= 4; sequence++) {
            String file = segment(sequence);
            for (int at = 0; at < SEGMENT_BYTES; at++) {
                SimDisk disk = original.copy();
                byte old = original.contents(file)[at];
                disk.damage(file, at, new byte[] {(byte) (old ^ 1 << at % 8)});
                check(disk, expectedAfterFlip(file, at), "bit of byte " + at + " of " + file);
            }
        }
    }

    @Test
    @Tag("bug:D-06")
    @Tag("bug:D-07")
    void everything_missing_from_a_byte_on() throws IOException {
        write();
        for (int sequence = 1; sequence <= 4; sequence++) {
            String file = segment(sequence);
            for (int at = 0; at < SEGMENT_BYTES; at++) {
                SimDisk disk = original.copy();
                disk.damage(file, at, new byte[SEGMENT_BYTES - at]);
                check(disk, expectedAfterCut(file, at), "zeros from byte " + at + " of " + file);
            }
        }
    }

    @Test
    void one_damaged_byte_of_the_state_leaves_the_state_before_it() throws IOException {
        write();
        byte[] contents = original.contents("state");
        for (int at = 0; at < contents.length; at++) {
            if (at % SLOT_BYTES > 600) {
                continue; // zeros without a meaning
            }
            SimDisk disk = original.copy();
            disk.damage("state", at, new byte[] {(byte) (contents[at] ^ 1 << at % 8)});
            SegmentedLog log = new SegmentedLog(disk, config());
            RecoveredLog recovered = log.recover();
            assertThat(recovered.lastIndex()).as("byte %d", at).isEqualTo(WRITTEN);
            assertThat(recovered.hardState().term()).as("byte %d", at).isBetween(1L, 2L);
        }
    }

    private void check(SimDisk disk, int expected, String damage) {
        try {
            SegmentedLog log = new SegmentedLog(disk, config());
            RecoveredLog recovered = log.recover();
            assertThat((int) recovered.lastIndex()).as(damage).isEqualTo(expected);
            assertThat(recovered.tail()).as(damage).isEqualTo(entries(expected));
            Entry next = entry(expected + 1);
            log.append(List.of(next));
            disk.crashProcess();
            SegmentedLog again = new SegmentedLog(disk, config());
            assertThat((int) again.recover().lastIndex()).as(damage).isEqualTo(expected + 1);
            assertThat(again.read(expected + 1, expected + 1, 1)).as(damage).containsExactly(next);
        } catch (CorruptLogException e) {
            assertThat(expected).as("%s: %s", damage, e.getMessage()).isEqualTo(REFUSED);
        } catch (IOException e) {
            throw new AssertionError(damage, e);
        }
    }
}
