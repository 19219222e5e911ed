package io.dengine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.KeyRange;
import io.dengine.api.RangeQuery;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.RowList;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import io.dengine.kv.store.CompactedException;
import io.dengine.kv.store.FutureRevisionException;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.watch.WatchConfig;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does, wherever it keeps its keys: the same as the one in memory, which a model vouches for. */
public abstract class StoreContract {
    protected static final KvConfig SOME_HISTORY = new KvConfig(120, 64 << 20, 0, WatchConfig.STANDARD);
    private static final int BATCHES = 700;

    /** An empty store. */
    protected abstract KvStore open(KvConfig config) throws IOException;

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54, 55, 56})
    void answersAndReadsAreThoseOfTheStoreInMemory(long seed) throws IOException {
        Log log = new Log(seed);
        try (KvStore oracle = new KvStore(SOME_HISTORY);
                KvStore store = open(SOME_HISTORY)) {
            WatchSubscription expected = watchAll(oracle);
            WatchSubscription watched = watchAll(store);
            for (int i = 0; i < BATCHES; i++) {
                List<Entry> batch = log.next(oracle.revision());
                List<Bytes> replies = oracle.apply(batch);
                assertThat(store.apply(batch)).isEqualTo(replies);
                log.learn(replies);
                assertSameReads(store, oracle, log.random);
                assertThat(drain(store, watched)).isEqualTo(drain(oracle, expected));
                assertThat(store.maintenance(log.timeMillis)).isEqualTo(oracle.maintenance(log.timeMillis));
            }
            assertThat(store.stateHash()).isEqualTo(oracle.stateHash());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63})
    void aStateThatWasCarriedOverGoesOnAsTheOther(long seed) throws IOException {
        Log log = new Log(seed);
        try (KvStore oracle = new KvStore(SOME_HISTORY);
                KvStore from = open(SOME_HISTORY)) {
            for (int i = 0; i < BATCHES / 2; i++) {
                List<Entry> batch = log.next(oracle.revision());
                log.learn(oracle.apply(batch));
                var unused = from.apply(batch);
            }
            long hash = from.stateHash();
            List<List<Entry>> later = new ArrayList<>();
            try (KvStore into = new KvStore(SOME_HISTORY);
                    StateView view = from.freeze();
                    StateRestore restore = into.restore()) {
                for (Bytes part = view.next(); part != null; part = view.next()) {
                    restore.add(part);
                    later.add(log.next(oracle.revision()));
                    log.learn(oracle.apply(later.getLast()));
                    var unused = from.apply(later.getLast());
                }
                restore.finish();
                assertThat(into.stateHash()).isEqualTo(hash);
            }
            assertThat(from.stateHash()).isEqualTo(oracle.stateHash());
            carryBack(oracle, from);
            for (int i = 0; i < BATCHES / 2; i++) {
                List<Entry> batch = log.next(oracle.revision());
                List<Bytes> replies = oracle.apply(batch);
                assertThat(from.apply(batch)).isEqualTo(replies);
                assertSameReads(from, oracle, log.random);
                log.learn(replies);
            }
            assertThat(from.stateHash()).isEqualTo(oracle.stateHash());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {71, 72, 73})
    void whatIsKeptOfTheHistoryTravels(long seed) throws IOException {
        Log log = new Log(seed);
        try (KvStore oracle = new KvStore(SOME_HISTORY);
                KvStore store = open(SOME_HISTORY)) {
            for (int i = 0; i < BATCHES / 2; i++) {
                log.learn(oracle.apply(log.next(oracle.revision())));
            }
            WatchSubscription before = watchAll(store);
            assertThat(drain(store, before)).isEmpty();
            carryBack(oracle, store);
            assertThat(oracle.revision() - oracle.oldestRevision()).isGreaterThan(20);
            for (long at = oracle.oldestRevision(); at <= oracle.revision(); at++) {
                RangeQuery all = RangeQuery.of(KeyRange.ALL);
                assertThat(store.range(all, at, Long.MAX_VALUE, new RowList()))
                        .isEqualTo(oracle.range(all, at, Long.MAX_VALUE, new RowList()));
            }
            assertThat(drain(store, before))
                    .as("who watched before has missed something")
                    .hasSize(1);
            long from = oracle.oldestRevision() + 1;
            List<WatchMessage> expected = drain(oracle, watchFrom(oracle, from));
            assertThat(expected).hasSizeGreaterThan(20);
            assertThat(drain(store, watchFrom(store, from))).isEqualTo(expected);
        }
    }

    protected static WatchSubscription watchFrom(KvStore store, long revision) {
        return store.watchHub().subscribe(new WatchTarget.Prefix(Bytes.EMPTY), revision, () -> {});
    }

    /** What is restored replaces whatever was there. */
    protected static void carryBack(KvStore oracle, KvStore into) throws IOException {
        try (StateView view = oracle.freeze();
                StateRestore restore = into.restore()) {
            for (Bytes part = view.next(); part != null; part = view.next()) {
                restore.add(part);
            }
            restore.finish();
        }
        assertThat(into.appliedIndex()).isEqualTo(oracle.appliedIndex());
        assertThat(into.oldestRevision()).as("what led there travels too").isEqualTo(oracle.oldestRevision());
    }

    @Test
    void aRestoreThatIsGivenUpChangesNothing() throws IOException {
        Log log = new Log(7);
        try (KvStore store = open(SOME_HISTORY);
                KvStore other = new KvStore(SOME_HISTORY)) {
            for (int i = 0; i < 100; i++) {
                log.learn(store.apply(log.next(store.revision())));
            }
            long hash = store.stateHash();
            try (StateView view = other.freeze();
                    StateRestore restore = store.restore()) {
                restore.add(java.util.Objects.requireNonNull(view.next()));
            }
            assertThat(store.stateHash()).isEqualTo(hash);
        }
    }

    @Test
    void aCompactionUpToTheNewestRevisionEndsNoWatch() throws IOException {
        try (KvStore store = open(SOME_HISTORY)) {
            WatchSubscription watch = watchAll(store);
            assertThat(drain(store, watch)).isEmpty();
            List<Entry> batch = List.of(
                    entry(1, Script.put("a", "1")), entry(2, Script.put("a", "2")), entry(3, new Command.Compact(2)));
            var unused = store.apply(batch);
            assertThat(store.oldestRevision()).isEqualTo(2);
            assertThat(drain(store, watch)).hasSize(2).allMatch(WatchMessage.Events.class::isInstance);
            unused = store.apply(List.of(entry(4, Script.put("a", "3"))));
            assertThat(drain(store, watch)).hasSize(1).allMatch(WatchMessage.Events.class::isInstance);
            assertThat(drain(store, watchAll(store))).containsExactly(new WatchMessage.Compacted(3));
        }
    }

    /** As while a snapshot is written: nothing that it reads from may be forgotten, and nothing else is for that. */
    @Test
    void whatWaitsToBeForgottenDoesNotShortenTheHistory() throws IOException {
        KvConfig bounded = new KvConfig(1_000_000, 100_000, 0, WatchConfig.STANDARD);
        try (KvStore store = open(bounded)) {
            int index = fill(store, 0, 50);
            assertHistoryIsAsLongAsItMay(store);
            try (StateView frozen = store.freeze()) {
                index = fill(store, index, 200);
                assertThat(frozen.appliedIndex()).isEqualTo(50);
                assertThat(store.revision() - store.oldestRevision()).isGreaterThan(80);
            }
            fill(store, index, 50);
            assertHistoryIsAsLongAsItMay(store);
        }
    }

    private static int fill(KvStore store, int lastIndex, int count) {
        for (int i = 1; i <= count; i++) {
            var unused = store.apply(
                    List.of(entry(lastIndex + i, new Command.Put(Script.bytes("a"), Bytes.wrap(new byte[1_000])))));
        }
        return lastIndex + count;
    }

    private static void assertHistoryIsAsLongAsItMay(KvStore store) {
        assertThat(store.revision() - store.oldestRevision())
                .as("of 100,000 bytes")
                .isBetween(store.revision() < 80 ? store.revision() - 1 : 80L, 100L);
    }

    private static Entry entry(long index, Command command) {
        return new Entry(index, 1, Script.START_MILLIS, Entry.Kind.COMMAND, command.encode());
    }

    private static WatchSubscription watchAll(KvStore store) {
        return watchFrom(store, 1);
    }

    protected static List<WatchMessage> drain(KvStore store, WatchSubscription subscription) {
        while (store.watchHub().runOnce()) {}
        List<WatchMessage> messages = new ArrayList<>();
        for (WatchMessage message = subscription.poll(); message != null; message = subscription.poll()) {
            messages.add(message);
        }
        return messages;
    }

    @Test
    void afterALossThePastIsGoneAndNoRevisionIsTwoThings() throws IOException {
        try (KvStore store = open(SOME_HISTORY);
                KvStore oracle = new KvStore(SOME_HISTORY)) {
            WatchSubscription watch = watchAll(store);
            List<Entry> before = List.of(entry(1, Script.put("a", "1")), entry(2, Script.put("b", "1")));
            Entry loss = new Entry(3, 2, Script.START_MILLIS, Entry.Kind.NOOP, Entry.beginning(77, true));
            List<Entry> after = List.of(loss, entry(4, Script.put("a", "2")));
            assertThat(oracle.apply(before)).isEqualTo(store.apply(before));
            assertThat(drain(store, watch)).hasSize(2);
            assertThat(oracle.apply(after)).isEqualTo(store.apply(after));

            assertThat(store.lossEpoch()).isEqualTo(1);
            assertThat(store.revision()).isGreaterThan(1 << 20).isEqualTo(oracle.revision());
            assertThat(store.get(Script.bytes("b"))).isNotNull();
            assertThatThrownBy(() -> store.get(Script.bytes("a"), 2)).isInstanceOf(CompactedException.class);
            assertThat(drain(store, watch))
                    .containsExactly(new WatchMessage.Canceled(2, WatchMessage.Reason.STATE_REPLACED));
            assertThat(store.stateHash()).isEqualTo(oracle.stateHash());
            carryBack(oracle, store);
            assertThat(store.lossEpoch()).isEqualTo(1);
        }
    }

    private static void assertSameReads(KvStore store, KvStore oracle, SplittableRandom random) {
        assertThat(store.revision()).isEqualTo(oracle.revision());
        assertThat(store.appliedIndex()).isEqualTo(oracle.appliedIndex());
        assertThat(store.keyCount()).isEqualTo(oracle.keyCount());
        assertThat(store.oldestRevision()).isEqualTo(oracle.oldestRevision());
        Bytes key = new CommandGenerator(random).key();
        assertThat(store.get(key)).isEqualTo(oracle.get(key));
        long at = random.nextLong(oracle.revision() + 2);
        if (at > oracle.revision()) {
            assertThatThrownBy(() -> store.get(key, at)).isInstanceOf(FutureRevisionException.class);
        } else if (at != 0 && at < oracle.oldestRevision()) {
            assertThatThrownBy(() -> store.get(key, at)).isInstanceOf(CompactedException.class);
        } else {
            assertThat(store.get(key, at)).isEqualTo(oracle.get(key, at));
            assertSameRanges(store, oracle, at, random);
        }
    }

    private static void assertSameRanges(KvStore store, KvStore oracle, long at, SplittableRandom random) {
        CommandGenerator any = new CommandGenerator(random);
        for (int i = 0; i < 3; i++) {
            RangeQuery query = any.query();
            long maxBytes = any.maxBytes();
            assertThat(store.range(query, at, maxBytes, new RowList()))
                    .as("%s at %d of %d bytes", query, at, maxBytes)
                    .isEqualTo(oracle.range(query, at, maxBytes, new RowList()));
        }
        List<Bytes> keys = List.of(any.key(), Bytes.EMPTY, any.key());
        long maxBytes = any.maxBytes();
        assertThat(store.getAll(keys, at, maxBytes, new RowList()))
                .isEqualTo(oracle.getAll(keys, at, maxBytes, new RowList()));
    }

    @Test
    void aRangeIsReadInPortionsFromEitherEndAtOneRevision() throws IOException {
        try (KvStore store = open(SOME_HISTORY)) {
            List<Entry> puts = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                puts.add(entry(i + 1, Script.put("key-" + (10 + i), "value")));
            }
            var unused = store.apply(puts);
            unused = store.apply(List.of(
                    entry(51, Script.put("key-20", "changed")),
                    entry(52, Script.delete("key-30")),
                    entry(53, Script.put("key-99", "new"))));
            RangeQuery ascending = RangeQuery.prefix("key-").limit(7);
            assertThat(keysInPortions(store, ascending, 50)).hasSize(50).isSorted();
            assertThat(keysInPortions(store, ascending.descending().keysOnly(), 50))
                    .containsExactlyElementsOf(
                            keysInPortions(store, ascending, 50).reversed());
            assertThat(keysInPortions(store, ascending, 53)).hasSize(50).contains("key-99");
            assertThat(store.range(ascending.countOnly(), 50, 1, new RowList()))
                    .isEqualTo(new Rows(List.of(), 50, false, 50));
        }
    }

    private static List<String> keysInPortions(KvStore store, RangeQuery query, long at) {
        List<String> keys = new ArrayList<>();
        RangeQuery next = query;
        while (true) {
            Rows portion = store.range(next, at, 10 * 64L, new RowList());
            assertThat(portion.revision()).isEqualTo(at);
            portion.rows().forEach(row -> keys.add(row.keyText()));
            if (!portion.more()) {
                return keys;
            }
            next = next.after(portion.rows().getLast().key());
        }
    }

    @Test
    void anAnswerEndsBeforeItGetsLongerThanAskedButHasARow() throws IOException {
        try (KvStore store = open(SOME_HISTORY)) {
            String large = "x".repeat(10_000);
            var unused = store.apply(List.of(
                    entry(1, Script.put("a", large)),
                    entry(2, Script.put("b", large)),
                    entry(3, Script.put("c", large))));
            RangeQuery all = RangeQuery.of(KeyRange.ALL);
            Rows one = store.range(all, KvStore.LATEST, 100, new RowList());
            assertThat(one.rows()).hasSize(1);
            assertThat(one.more()).isTrue();
            assertThat(store.range(all, KvStore.LATEST, 20_200, new RowList()).rows())
                    .hasSize(2);
            assertThat(store.range(all, KvStore.LATEST, 20_100, new RowList()).rows())
                    .hasSize(1);
            Rows keys = store.range(all.keysOnly(), KvStore.LATEST, 200, new RowList());
            assertThat(keys.rows()).hasSize(3).allMatch(row -> row.value().isEmpty());
            assertThat(keys.more()).isFalse();
        }
    }

    /** A log that is made up batch by batch. */
    public static final class Log {
        public final SplittableRandom random;
        public long timeMillis = Script.START_MILLIS;
        private final CommandGenerator commands;
        private final List<Long> sessions = new ArrayList<>();
        private long lastIndex;

        public Log(long seed) {
            random = new SplittableRandom(seed);
            commands = new CommandGenerator(random);
        }

        public List<Entry> next(long revision) {
            List<Entry> batch = new ArrayList<>();
            for (int i = 1 + random.nextInt(12); i > 0; i--) {
                timeMillis += random.nextInt(20);
                @Nullable
                Bytes payload = random.nextInt(50) == 0
                        ? null
                        : commands.any(revision, sessions).encode();
                batch.add(new Entry(
                        ++lastIndex,
                        1,
                        timeMillis,
                        payload == null ? Entry.Kind.NOOP : Entry.Kind.COMMAND,
                        payload == null ? Bytes.EMPTY : payload));
            }
            return batch;
        }

        /** Later commands use the sessions that were opened. */
        public void learn(List<Bytes> replies) {
            for (Bytes reply : replies) {
                if (!reply.isEmpty() && Reply.decode(reply) instanceof Reply.SessionOpened opened) {
                    sessions.add(opened.sessionId());
                }
            }
        }
    }
}
