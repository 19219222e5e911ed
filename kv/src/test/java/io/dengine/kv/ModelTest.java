package io.dengine.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.call.RowList;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.store.LeaseStatus;
import io.dengine.kv.watch.WatchConfig;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random commands, in random batches, give what the {@link Model} gives. Replay: the seed is the parameter. */
class ModelTest {
    private static final RangeQuery ALL = RangeQuery.of(KeyRange.ALL);
    private static final int ENTRIES = 3_000;
    private static final KvConfig ALL_HISTORY =
            new KvConfig(1_000_000, Long.MAX_VALUE, 0, new WatchConfig(10, 100_000, Long.MAX_VALUE));
    private static final KvConfig NO_HISTORY = new KvConfig(0, 0, 0, WatchConfig.STANDARD);

    /** The log and what the model says of it. */
    private static final class Run {
        final Model model = new Model();
        final List<Entry> log = new ArrayList<>();
        final List<Reply> replies = new ArrayList<>();

        Run(long seed, boolean compact) {
            SplittableRandom random = new SplittableRandom(seed);
            CommandGenerator commands = new CommandGenerator(random);
            List<Long> sessions = new ArrayList<>();
            long time = Script.START_MILLIS;
            while (log.size() < ENTRIES) {
                time += random.nextInt(20);
                if (random.nextInt(50) == 0) {
                    log.add(new Entry(log.size() + 1L, 1, time, Entry.Kind.NOOP, Bytes.EMPTY));
                    replies.add(new Reply.Written(0, true, 0));
                    model.noop(time);
                    continue;
                }
                Command command = commands.any(model.revision(), sessions);
                if (!compact && command.toString().contains("Compact")) {
                    continue;
                }
                log.add(new Entry(log.size() + 1L, 1, time, Entry.Kind.COMMAND, command.encode()));
                Reply reply = model.apply(command, time);
                replies.add(reply);
                if (reply instanceof Reply.SessionOpened opened) {
                    sessions.add(opened.sessionId());
                }
            }
        }

        /** Applies the log in random batches, and looks at the answers after each. */
        void applyTo(KvStore store, SplittableRandom random, int maxBatch) {
            applyTo(store, random, maxBatch, applied -> {});
        }

        void applyTo(KvStore store, SplittableRandom random, int maxBatch, Consumer<KvStore> afterBatch) {
            int from = 0;
            while (from < log.size()) {
                int to = Math.min(log.size(), from + 1 + random.nextInt(maxBatch));
                List<Bytes> answers = store.apply(log.subList(from, to));
                for (int i = from; i < to; i++) {
                    check(log.get(i), answers.get(i - from), replies.get(i));
                }
                afterBatch.accept(store);
                from = to;
            }
        }

        private static void check(Entry entry, Bytes answer, Reply expected) {
            if (entry.kind() == Entry.Kind.NOOP) {
                assertThat(answer).isEqualTo(Bytes.EMPTY);
                return;
            }
            Reply reply = Reply.decode(answer);
            if (expected instanceof Reply.Refused refused) {
                assertThat(reply).as("%s", entry).isInstanceOf(Reply.Refused.class);
                assertThat(((Reply.Refused) reply).reason()).as("%s", entry).isEqualTo(refused.reason());
                assertThat(reply.revision()).isEqualTo(refused.revision());
            } else {
                assertThat(reply).as("%s", Command.decode(entry.payload())).isEqualTo(expected);
            }
        }
    }

    @Tag("bug:L-15")
    @Tag("bug:C-04")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void repliesAndEveryRevisionAreThoseOfTheModel(long seed) {
        Run run = new Run(seed, false);
        SplittableRandom random = new SplittableRandom(seed);
        try (KvStore store = new KvStore(ALL_HISTORY)) {
            run.applyTo(store, random, 40);
            assertThat(store.revision()).isEqualTo(run.model.revision());
            assertThat(store.keyCount()).isEqualTo(run.model.now.size());
            CommandGenerator keys = new CommandGenerator(random);
            for (int revision = 1; revision <= run.model.revision(); revision++) {
                TreeMap<Bytes, KeyValue> expected = run.model.atRevision.get(revision);
                assertThat(store.range(ALL, revision, Long.MAX_VALUE, new RowList())
                                .rows())
                        .as("revision %d", revision)
                        .isEqualTo(List.copyOf(expected.values()));
                Bytes key = keys.key();
                assertThat(store.get(key, revision)).isEqualTo(expected.get(key));
                checkRange(store, run.model, keys, revision);
            }
            for (KeyValue row : run.model.now.values()) {
                assertThat(store.get(row.key())).isEqualTo(row);
            }
            for (Model.ModelLease lease : run.model.leases.values()) {
                assertThat(store.lease(lease.id()))
                        .isEqualTo(new LeaseStatus(
                                lease.id(), lease.ttl(), lease.deadline(), lease.generation(), run.model.clock));
            }
        }
    }

    private static void checkRange(KvStore store, Model model, CommandGenerator any, int revision) {
        RangeQuery query = any.query();
        long maxBytes = any.maxBytes();
        assertThat(store.range(query, revision, maxBytes, new RowList()))
                .as("%s at %d of %d bytes", query, revision, maxBytes)
                .isEqualTo(model.rows(query, revision, maxBytes));
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void rangesAreThoseOfTheModelWhileHistoryIsForgotten(long seed) {
        Run run = new Run(seed, true);
        SplittableRandom random = new SplittableRandom(seed);
        CommandGenerator any = new CommandGenerator(random);
        try (KvStore store = new KvStore(new KvConfig(50, Long.MAX_VALUE, 0, WatchConfig.STANDARD))) {
            run.applyTo(store, random, 20, applied -> {
                int newest = (int) applied.revision();
                int oldest = (int) applied.oldestRevision();
                RangeQuery query = any.query();
                assertThat(applied.range(query, KvStore.LATEST, Long.MAX_VALUE, new RowList()))
                        .isEqualTo(run.model.rows(query, newest, Long.MAX_VALUE));
                if (newest > 0) {
                    checkRange(applied, run.model, any, Math.max(1, oldest + random.nextInt(newest - oldest + 1)));
                }
            });
        }
    }

    @Tag("bug:L-15")
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void batchesAndHistoryDoNotMatterToTheState(long seed) {
        Run run = new Run(seed, true);
        try (KvStore one = new KvStore(ALL_HISTORY);
                KvStore other = new KvStore(NO_HISTORY);
                KvStore third = new KvStore(new KvConfig(20, 2_000, 0, WatchConfig.STANDARD))) {
            run.applyTo(one, new SplittableRandom(seed), 1);
            run.applyTo(other, new SplittableRandom(seed), 200);
            run.applyTo(third, new SplittableRandom(seed), 10);
            assertThat(other.stateHash()).isEqualTo(one.stateHash());
            assertThat(third.stateHash()).isEqualTo(one.stateHash());
            for (Bytes key : run.model.now.keySet()) {
                assertThat(other.get(key)).isEqualTo(run.model.now.get(key));
                assertThat(third.get(key)).isEqualTo(run.model.now.get(key));
            }
            assertThat(other.range(ALL, KvStore.LATEST, Long.MAX_VALUE, new RowList())
                            .rows())
                    .isEqualTo(List.copyOf(run.model.now.values()));
        }
    }

    @Tag("bug:W-03")
    @Tag("bug:W-04")
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void watchersSeeExactlyTheDifferencesBetweenRevisions(long seed) {
        Run run = new Run(seed, false);
        SplittableRandom random = new SplittableRandom(seed);
        try (KvStore store = new KvStore(ALL_HISTORY)) {
            Bytes prefix = Bytes.utf8("a/");
            WatchSubscription early = store.watchHub().subscribe(new WatchTarget.Prefix(Bytes.EMPTY), 1, () -> {});
            run.applyTo(store, random, 30);
            WatchSubscription late = store.watchHub().subscribe(new WatchTarget.Prefix(prefix), 1, () -> {});
            while (store.watchHub().runOnce()) {}
            checkEvents(run.model, early, Bytes.EMPTY);
            checkEvents(run.model, late, prefix);
        }
    }

    private static void checkEvents(Model model, WatchSubscription subscription, Bytes prefix) {
        for (int revision = 1; revision <= model.revision(); revision++) {
            TreeMap<Bytes, KeyValue> before = model.atRevision.get(revision - 1);
            TreeMap<Bytes, KeyValue> after = model.atRevision.get(revision);
            TreeMap<Bytes, WatchEvent> expected = new TreeMap<>();
            for (KeyValue row : after.values()) {
                if (!row.equals(before.get(row.key())) && row.key().startsWith(prefix)) {
                    expected.put(row.key(), new WatchEvent(row, before.get(row.key())));
                }
            }
            for (KeyValue row : before.values()) {
                if (!after.containsKey(row.key()) && row.key().startsWith(prefix)) {
                    KeyValue deletion = new KeyValue(row.key(), Bytes.EMPTY, 0, revision, 0, 0);
                    expected.put(row.key(), new WatchEvent(deletion, row));
                }
            }
            if (expected.isEmpty()) {
                continue;
            }
            WatchMessage message = subscription.poll();
            assertThat(message).isInstanceOf(WatchMessage.Events.class);
            WatchMessage.Events events = (WatchMessage.Events) java.util.Objects.requireNonNull(message);
            assertThat(events.revision()).isEqualTo(revision);
            assertThat(events.events()).containsExactlyInAnyOrderElementsOf(expected.values());
        }
        assertThat(subscription.poll()).isNull();
    }
}
