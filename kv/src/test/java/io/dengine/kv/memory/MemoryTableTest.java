package io.dengine.kv.memory;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.call.RowList;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.Pins;
import io.dengine.kv.store.RowCollector;
import io.dengine.kv.store.RowCollector.SizeBound;
import io.dengine.kv.watch.WatchConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table in memory with slabs so small that it empties and reuses them all the time. */
class MemoryTableTest {
    private static final int SMALL_SLABS = 2 << 10;
    private static final int MEDIUM_SLABS = 64 << 10;
    private static final KvConfig NO_HISTORY = new KvConfig(0, 0, 0, WatchConfig.STANDARD);
    private static final KvConfig SOME_HISTORY = new KvConfig(50, 64 << 20, 0, WatchConfig.STANDARD);

    private final List<WatchEvent> events = new ArrayList<>();

    private static MemoryTable table(KvConfig config) {
        return new MemoryTable(config, 0, SMALL_SLABS);
    }

    /** Each value says which key and revision it is of, so that a mixture shows. */
    private static Bytes value(Bytes key, long revision, int length) {
        return Bytes.utf8(key.toUtf8() + '@' + revision + ".".repeat(length));
    }

    private static boolean isRight(KeyValue row) {
        return row.value().startsWith(Bytes.utf8(row.key().toUtf8() + '@' + row.modRevision()))
                && row.createRevision() <= row.modRevision();
    }

    private void step(MemoryTable table, SplittableRandom random, int keys, TreeMap<Bytes, KeyValue> model) {
        long revision = table.revision() + 1;
        Bytes key = Bytes.utf8("key/" + random.nextInt(keys));
        KeyValue before = model.get(key);
        events.clear();
        if (before != null && random.nextInt(3) == 0) {
            var unused = table.delete(key, revision, events);
            model.remove(key);
        } else {
            int length = random.nextInt(20) == 0 ? random.nextInt(1_000) : random.nextInt(100);
            var unused = table.put(key, value(key, revision, length), 0, revision, events);
            model.put(key, events.get(0).current());
        }
        assertThat(events.get(0).previous()).isEqualTo(before);
        table.publish(revision);
        table.trim(0, 16);
    }

    private static List<KeyValue> rows(MemoryTable table, RangeQuery query, long revision) {
        return table.range(query, revision, new RowCollector(query, SizeBound.NONE, new RowList()))
                .rows();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 300, 5_000})
    void holdsWhatAMapHoldsHoweverOftenSlabsAreReused(int keys) {
        MemoryTable table = table(SOME_HISTORY);
        SplittableRandom random = new SplittableRandom(keys);
        TreeMap<Bytes, KeyValue> model = new TreeMap<>();
        for (int i = 0; i < 60_000; i++) {
            step(table, random, keys, model);
            if (i % 1_000 == 0) {
                List<KeyValue> expected = new ArrayList<>(model.values());
                RangeQuery all = RangeQuery.of(KeyRange.ALL);
                assertThat(rows(table, all, table.revision())).isEqualTo(expected);
                assertThat(rows(table, all.descending(), table.revision())).isEqualTo(expected.reversed());
                Bytes from = Bytes.utf8("key/" + random.nextInt(keys));
                Bytes end = Bytes.utf8("key/" + random.nextInt(keys));
                KeyRange part = from.compareTo(end) <= 0 ? new KeyRange(from, end) : new KeyRange(end, from);
                expected = new ArrayList<>(
                        model.subMap(part.first(), part.endExclusive()).values());
                assertThat(rows(table, RangeQuery.of(part), table.revision())).isEqualTo(expected);
                assertThat(rows(table, RangeQuery.of(part).descending(), table.revision()))
                        .isEqualTo(expected.reversed());
                model.forEach((key, row) -> assertThat(table.get(key)).isEqualTo(row));
            }
        }
        assertThat(table.visible().liveKeys()).isEqualTo(model.size());
    }

    @Test
    void aPinnedRevisionStaysWhatItWas() {
        MemoryTable table = table(NO_HISTORY);
        SplittableRandom random = new SplittableRandom(3);
        TreeMap<Bytes, KeyValue> model = new TreeMap<>();
        for (int round = 0; round < 30; round++) {
            List<KeyValue> expected = new ArrayList<>(model.values());
            try (Pins.Pin pin = table.pin(0)) {
                for (int i = 0; i < 2_000; i++) {
                    step(table, random, 200, model);
                }
                assertThat(rows(table, RangeQuery.of(KeyRange.ALL), pin.revision()))
                        .isEqualTo(expected);
                expected.forEach(
                        row -> assertThat(table.get(row.key(), pin.revision())).isEqualTo(row));
            }
        }
    }

    @Test
    void memoryOfWhatIsGoneComesBack() {
        MemoryTable table = table(NO_HISTORY);
        SplittableRandom random = new SplittableRandom(4);
        TreeMap<Bytes, KeyValue> model = new TreeMap<>();
        for (int i = 0; i < 200_000; i++) {
            step(table, random, 100, model);
        }
        // 100 keys of at most a kilobyte, once more for what waits, and slabs that are not full.
        assertThat(table.slabBytes()).isLessThan(100 * 1024 * 2 + 8 * SMALL_SLABS);
        assertThat(table.versionCount()).isLessThan(1_000);
    }

    /** However much one batch replaces, as much is emptied as becomes unused. */
    @Test
    void largeBatchesLeaveNoMoreMemoryUnusedThanSmallOnes() {
        MemoryTable table = new MemoryTable(NO_HISTORY, 0, MEDIUM_SLABS);
        SplittableRandom random = new SplittableRandom(6);
        int keys = 1_000;
        int length = 4_000;
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 512; i++) {
                add(table, Bytes.utf8("key/" + random.nextInt(keys)), new byte[length]);
            }
            end(table, 512);
        }
        assertThat(table.slabBytes()).isLessThan(slabBytesFor(keys * (length + 64L)));
    }

    @Test
    void memoryOfDeletedKeysComesBackWithoutWrites() {
        MemoryTable table = new MemoryTable(NO_HISTORY, 0, MEDIUM_SLABS);
        int keys = 40_000;
        int length = 256;
        for (int i = 0; i < keys; i++) {
            add(table, Bytes.utf8("key/" + i), new byte[length]);
        }
        end(table, keys);
        for (int i = 0; i < keys; i++) {
            if (i % 10 != 0) {
                var unused = table.delete(Bytes.utf8("key/" + i), table.revision() + 1, events);
            }
        }
        end(table, keys);
        for (int i = 0; i < 100; i++) {
            end(table, 0);
        }
        assertThat(table.slabBytes()).isLessThan(slabBytesFor(keys / 10 * (length + 64L)));
    }

    /** The events of a large revision get views of slabs, which are never used again: who holds them may be slow. */
    @Test
    void whatALargeDeletionReplacedStaysWhatItWas() {
        MemoryTable table = new MemoryTable(NO_HISTORY, 0, MEDIUM_SLABS);
        int keys = 5_000;
        int length = 1_000;
        for (int i = 0; i < keys; i++) {
            add(table, Bytes.utf8("key/" + i), filled((byte) i, length));
        }
        end(table, keys);
        List<WatchEvent> deletions = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            var unused = table.delete(Bytes.utf8("key/" + i), table.revision() + 1, deletions);
        }
        end(table, keys);
        for (int i = 0; i < 5 * keys; i++) {
            write(table, Bytes.utf8("other/" + i % 100), filled((byte) -1, length));
        }
        for (int i = 0; i < keys; i++) {
            KeyValue before = requireNonNull(deletions.get(i).previous());
            assertThat(before.value()).isEqualTo(Bytes.wrap(filled((byte) i, length)));
        }
    }

    @Test
    void aLongValueStaysWhatItWasForWhoHasReadIt() {
        MemoryTable table = new MemoryTable(NO_HISTORY, 0, MEDIUM_SLABS);
        int length = MEDIUM_SLABS - 3 * Long.BYTES; // with what is beside it, an array as long as a slab
        List<KeyValue> read = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            write(table, Bytes.utf8("long"), filled((byte) i, length + i % 16));
            read.add(requireNonNull(table.get(Bytes.utf8("long"))));
            for (int other = 0; other < 100; other++) {
                write(table, Bytes.utf8("other/" + other), filled((byte) -1, 1_000));
            }
        }
        for (int i = 0; i < 100; i++) {
            assertThat(read.get(i).value()).isEqualTo(Bytes.wrap(filled((byte) i, length + i % 16)));
        }
    }

    private void add(MemoryTable table, Bytes key, byte[] value) {
        var unused = table.put(key, Bytes.wrap(value), 0, table.revision() + 1, events);
        events.clear();
    }

    private void end(MemoryTable table, int changes) {
        events.clear();
        table.publish(table.revision() + 1);
        table.trim(0, 16 + 2 * changes);
    }

    /** The promise: a quarter unused, beside a few slabs. */
    private static long slabBytesFor(long usedBytes) {
        return usedBytes * 4 / 3 + 4 * MEDIUM_SLABS;
    }

    /** One thread writes, others read with and without pins; none ever sees a mixture of two rows. */
    @Test
    void readersNeverSeeWhatIsReused() throws Exception {
        MemoryTable table = table(NO_HISTORY);
        SplittableRandom random = new SplittableRandom(5);
        TreeMap<Bytes, KeyValue> model = new TreeMap<>();
        whileOthersRead(reader -> readAll(table, reader), () -> {
            for (int i = 0; i < 300_000; i++) {
                step(table, random, 60, model);
            }
        });
    }

    private static void readAll(MemoryTable table, SplittableRandom random) {
        KeyValue row = table.get(Bytes.utf8("key/" + random.nextInt(60)));
        assertThat(row == null || isRight(row)).as("%s", row).isTrue();
        try (Pins.Pin pin = table.pin(0)) {
            List<KeyValue> rows = rows(table, RangeQuery.of(KeyRange.ALL), pin.revision());
            assertThat(rows).allMatch(MemoryTableTest::isRight);
            assertThat(rows).isSortedAccordingTo((a, b) -> a.key().compareTo(b.key()));
            assertThat(rows(table, RangeQuery.of(KeyRange.ALL), pin.revision())).isEqualTo(rows);
        }
    }

    /**
     * Keys that never change move all the time, because the slabs around them become empty and are used again. The
     * history is so long that the floor does not show that.
     */
    @Test
    void aReaderWithoutAPinSeesNoOtherBytesWhereItsValueWas() throws Exception {
        KvConfig longHistory = new KvConfig(4_000, Long.MAX_VALUE, 0, WatchConfig.STANDARD);
        MemoryTable table = new MemoryTable(longHistory, 0, 16 << 10);
        int length = 1_000;
        List<Bytes> still = new ArrayList<>();
        byte[][] expected = new byte[20][];
        for (int i = 0; i < 20; i++) {
            Bytes key = Bytes.utf8("still/" + i);
            still.add(key);
            expected[i] = filled((byte) i, length);
            write(table, key, filled((byte) i, length));
            for (int other = 0; other < 20; other++) {
                write(table, Bytes.utf8("other/" + other), filled((byte) 99, length));
            }
        }
        whileOthersRead(
                reader -> {
                    int i = reader.nextInt(still.size());
                    Bytes value = requireNonNull(table.get(still.get(i))).value();
                    if (value.length() != length || !value.isAt(expected[i], 0)) {
                        throw new AssertionError("still/" + i + " is " + value);
                    }
                },
                () -> {
                    SplittableRandom random = new SplittableRandom(8);
                    for (int i = 0; i < 1_000_000; i++) {
                        write(table, Bytes.utf8("other/" + random.nextInt(8_000)), filled((byte) 99, length));
                    }
                });
    }

    /** A key that always exists is never absent, and never goes back, for who reads it without a pin. */
    @Test
    void aReaderWithoutAPinNeverMissesAKeyThatChanges() throws Exception {
        MemoryTable table = table(NO_HISTORY);
        Bytes key = Bytes.utf8("always");
        write(table, key, new byte[10]);
        AtomicLong newest = new AtomicLong();
        whileOthersRead(
                reader -> {
                    long before = newest.get();
                    KeyValue row = requireNonNull(table.get(key));
                    assertThat(row.modRevision()).isGreaterThanOrEqualTo(before);
                },
                () -> {
                    for (int i = 0; i < 1_000_000; i++) {
                        write(table, key, new byte[10]);
                        newest.set(table.revision());
                    }
                });
    }

    private void write(MemoryTable table, Bytes key, byte[] value) {
        events.clear();
        long revision = table.revision() + 1;
        var unused = table.put(key, Bytes.wrap(value), 0, revision, events);
        table.publish(revision);
        table.trim(0, 16);
    }

    private static byte[] filled(byte with, int length) {
        byte[] filled = new byte[length];
        Arrays.fill(filled, with);
        return filled;
    }

    private static void whileOthersRead(Consumer<SplittableRandom> read, Runnable write) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SplittableRandom random = new SplittableRandom(i);
            readers.add(CompletableFuture.runAsync(() -> {
                while (!done.get()) {
                    read.accept(random);
                }
            }));
        }
        try {
            write.run();
        } finally {
            done.set(true);
        }
        for (CompletableFuture<Void> reader : readers) {
            reader.get();
        }
    }
}
