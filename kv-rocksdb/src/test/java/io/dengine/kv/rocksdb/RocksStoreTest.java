package io.dengine.kv.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.KeyRange;
import io.dengine.api.RangeQuery;
import io.dengine.bytes.Bytes;
import io.dengine.call.RowList;
import io.dengine.core.log.Entry;
import io.dengine.kv.StoreContract;
import io.dengine.kv.store.DamagedTableException;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.watch.WatchMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RocksStoreTest extends StoreContract {
    private static final RocksConfig SMALL = new RocksConfig(1 << 20, 1 << 20, 25);

    private static final RangeQuery ALL = RangeQuery.of(KeyRange.ALL);

    @TempDir
    Path directory;

    @Override
    protected KvStore open(KvConfig config) throws IOException {
        return openIn(directory, config);
    }

    private static KvStore openIn(Path directory, KvConfig config) throws IOException {
        return KvStore.open(config, new RocksTables(directory, config, SMALL));
    }

    @ParameterizedTest
    @ValueSource(longs = {71, 72, 73})
    void aRestartLosesNothing(long seed) throws IOException {
        Log log = new Log(seed);
        try (KvStore oracle = new KvStore(SOME_HISTORY)) {
            for (int life = 0; life < 8; life++) {
                try (KvStore store = open(SOME_HISTORY)) {
                    assertThat(store.appliedIndex()).isEqualTo(oracle.appliedIndex());
                    assertThat(store.stateHash()).isEqualTo(oracle.stateHash());
                    assertThat(store.keyCount()).isEqualTo(oracle.keyCount());
                    for (int i = 0; i < 60; i++) {
                        List<Entry> batch = log.next(oracle.revision());
                        List<Bytes> replies = oracle.apply(batch);
                        assertThat(store.apply(batch)).isEqualTo(replies);
                        log.learn(replies);
                    }
                    long oldest = store.oldestRevision();
                    for (long at = Math.max(1, oldest); at <= store.revision(); at++) {
                        assertThat(store.range(ALL, at, Long.MAX_VALUE, new RowList()))
                                .isEqualTo(oracle.range(ALL, at, Long.MAX_VALUE, new RowList()));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {74, 75, 76})
    void aRestartLosesNoHistoryThatWatchesBeginWith(long seed) throws IOException {
        Log log = new Log(seed);
        try (KvStore oracle = new KvStore(SOME_HISTORY)) {
            for (int life = 0; life < 8; life++) {
                try (KvStore store = open(SOME_HISTORY)) {
                    assertSameHistory(store, oracle);
                    for (int i = 0; i < 60; i++) {
                        List<Entry> batch = log.next(oracle.revision());
                        log.learn(oracle.apply(batch));
                        var unused = store.apply(batch);
                    }
                    assertSameHistory(store, oracle);
                }
            }
        }
    }

    private static void assertSameHistory(KvStore store, KvStore oracle) throws IOException {
        long from = oracle.watchHub().oldestRevision();
        assertThat(store.watchHub().oldestRevision()).isLessThanOrEqualTo(from);
        List<WatchMessage> expected = drain(oracle, watchFrom(oracle, from));
        assertThat(drain(store, watchFrom(store, from))).isEqualTo(expected);
        try (KvStore copy = new KvStore(SOME_HISTORY)) {
            carryBack(store, copy);
            assertThat(drain(copy, watchFrom(copy, from))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 0.6, 1})
    void damageIsSetAsideAndTheStoreBeginsEmpty(double place) throws IOException {
        Log log = new Log(91);
        try (KvStore store = open(SOME_HISTORY)) {
            for (int i = 0; i < 400; i++) {
                log.learn(store.apply(log.next(store.revision())));
            }
        }
        for (Path table : tables()) {
            byte[] bytes = Files.readAllBytes(table);
            int at = (int) (place * (bytes.length - 64));
            for (int i = at; i < at + 64; i++) {
                bytes[i] ^= 0x55;
            }
            Files.write(table, bytes);
        }
        try (KvStore store = open(SOME_HISTORY)) {
            if (store.appliedIndex() > 0) {
                // It opens, so the damage is where only reading comes across it.
                assertThatThrownBy(() -> store.range(ALL, store.revision(), Long.MAX_VALUE, new RowList()))
                        .isInstanceOf(DamagedTableException.class)
                        .hasMessageContaining("Nothing is lost");
            }
        }
        try (KvStore store = open(SOME_HISTORY)) {
            assertThat(store.appliedIndex()).isZero();
            assertThat(store.keyCount()).isZero();
        }
        assertThat(names()).anyMatch(name -> name.startsWith("damaged-"));
    }

    private List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".sst")).toList();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** What a crash leaves is the directory as it is at some moment: a copy that is made while the store goes on. */
    @ParameterizedTest
    @ValueSource(longs = {81, 82, 83})
    void whatACrashLeavesIsTheStateAfterSomeBatchAndTheLogTellsTheRest(long seed, @TempDir Path copies)
            throws IOException {
        Log log = new Log(seed);
        List<List<Entry>> batches = new ArrayList<>();
        List<Long> hashes = new ArrayList<>();
        List<Path> crashes = new ArrayList<>();
        try (KvStore store = open(SOME_HISTORY)) {
            for (int i = 0; i < 400; i++) {
                batches.add(log.next(store.revision()));
                log.learn(store.apply(batches.getLast()));
                hashes.add(store.stateHash());
                if (log.random.nextInt(40) == 0) {
                    crashes.add(copy(directory, copies.resolve("crash-" + crashes.size())));
                }
            }
        }
        assertThat(crashes).isNotEmpty();
        for (Path crash : crashes) {
            try (KvStore store = openIn(crash, SOME_HISTORY)) {
                int next = 0;
                while (next < batches.size() && batches.get(next).getLast().index() <= store.appliedIndex()) {
                    next++;
                }
                long lastIndex = next == 0 ? 0 : batches.get(next - 1).getLast().index();
                assertThat(store.appliedIndex()).isEqualTo(lastIndex);
                if (next > 0) {
                    assertThat(store.stateHash()).isEqualTo(hashes.get(next - 1));
                }
                for (int i = next; i < batches.size(); i++) {
                    var unused = store.apply(batches.get(i));
                    assertThat(store.stateHash()).isEqualTo(hashes.get(i));
                }
            }
        }
    }

    /** As the directory was at one moment: once nothing changed while it was copied. The writer pauses meanwhile. */
    private static Path copy(Path from, Path to) throws IOException {
        while (true) {
            Map<Path, Long> before = sizes(from);
            for (Path file : before.keySet()) {
                Path target = to.resolve(from.relativize(file).toString());
                var parent = Files.createDirectories(target.getParent());
                try {
                    var unused = Files.copy(file, parent.resolve(file.getFileName()));
                } catch (NoSuchFileException e) {
                    break; // it went away after it was listed, so the sizes have changed
                }
            }
            if (sizes(from).equals(before)) {
                return to;
            }
            try (var copied = Files.walk(to)) {
                for (Path file : copied.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Map<Path, Long> sizes(Path directory) throws IOException {
        Map<Path, Long> sizes = new TreeMap<>();
        for (String table : List.of("", "table-0")) {
            try (var files = Files.list(directory.resolve(table))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    sizes.put(file, file.toFile().length());
                }
            }
        }
        return sizes;
    }
}
