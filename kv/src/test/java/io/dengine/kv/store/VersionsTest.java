package io.dengine.kv.store;

import static io.dengine.kv.Script.bytes;
import static io.dengine.kv.Script.delete;
import static io.dengine.kv.Script.put;
import static io.dengine.kv.Script.putWithTtl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.Operation;
import io.dengine.api.RangeQuery;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.call.RowList;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.kv.CommandGenerator;
import io.dengine.kv.Script;
import io.dengine.kv.watch.WatchConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class VersionsTest {
    @Test
    void metadataFollowsTheLifeOfAKey() {
        Script script = new Script();
        script.apply(put("other", "x"));
        script.apply(put("a", "1"));
        script.apply(put("a", "2"));
        assertThat(script.store.get(bytes("a"))).isEqualTo(new KeyValue(bytes("a"), bytes("2"), 2, 3, 2, 0));
        script.apply(delete("a"));
        assertThat(script.store.get(bytes("a"))).isNull();
        script.apply(put("a", ""));
        assertThat(script.store.get(bytes("a"))).isEqualTo(new KeyValue(bytes("a"), Bytes.EMPTY, 5, 5, 1, 0));
        assertThat(script.store.get(bytes("a"), 3)).isEqualTo(new KeyValue(bytes("a"), bytes("2"), 2, 3, 2, 0));
        assertThat(script.store.get(bytes("a"), 4)).isNull();
    }

    @Test
    void onlyWhatChangesSomethingIsARevision() {
        Script script = new Script();
        script.elect();
        assertThat(script.apply(delete("a"))).isEqualTo(new Reply.Written(0, false, 0));
        assertThat(script.apply(new Command.CompareAndSwap(bytes("a"), bytes("x"), bytes("y"))))
                .isEqualTo(new Reply.Written(0, false, 0));
        assertThat(script.apply(new Command.CompareAndSwap(bytes("a"), null, bytes("y"))))
                .isEqualTo(new Reply.Written(1, true, 1));
        assertThat(script.apply(new Command.CompareAndSwap(bytes("a"), null, bytes("y")))
                        .succeeded())
                .isFalse();
        assertThat(script.apply(new Command.LeaseGrant(1, 1_000)).revision()).isEqualTo(1);
        assertThat(script.store.appliedIndex()).isEqualTo(6);
        assertThat(script.store.revision()).isEqualTo(1);
    }

    @Test
    void compactionForgetsThePastAndNothingElse() {
        Script script = new Script();
        for (int i = 1; i <= 10; i++) {
            script.apply(put("a", "v" + i));
            script.apply(put("k" + i, "v"));
            script.apply(delete("k" + i));
        }
        assertThat(script.apply(new Command.Compact(16)).succeeded()).isTrue();
        assertThat(script.store.oldestRevision()).isEqualTo(16);
        assertThat(script.store.get(bytes("a"), 16)).isNotNull();
        assertThatThrownBy(() -> script.store.get(bytes("a"), 15))
                .isInstanceOfSatisfying(
                        CompactedException.class,
                        e -> assertThat(e.oldestRevision()).isEqualTo(16));
        assertThatThrownBy(() -> script.store.range(RangeQuery.of(KeyRange.ALL), 31, 1, new RowList()))
                .isInstanceOf(FutureRevisionException.class);
        assertThat(((Reply.Refused) script.apply(new Command.Compact(16))).reason())
                .isEqualTo(Rejection.COMPACTED);
        assertThat(((Reply.Refused) script.apply(new Command.Compact(31))).reason())
                .isEqualTo(Rejection.FUTURE_REVISION);
        assertThat(script.apply(new Command.Compact(30)).succeeded()).isTrue();
        assertThat(script.store
                        .range(RangeQuery.of(KeyRange.ALL), KvStore.LATEST, 1_000, new RowList())
                        .rows())
                .hasSize(1);
    }

    @Test
    void historyIsBoundedByCountAndByBytes() {
        Script byCount = new Script(new KvConfig(10, Long.MAX_VALUE, 0, WatchConfig.STANDARD));
        Script byBytes = new Script(new KvConfig(1_000_000, 100_000, 0, WatchConfig.STANDARD));
        for (int i = 0; i < 5_000; i++) {
            byCount.apply(put("a", "v" + i));
            byBytes.apply(new Command.Put(bytes("a"), Bytes.wrap(new byte[10_000])));
        }
        assertThat(byCount.store.oldestRevision()).isEqualTo(4_990);
        assertThat(byBytes.store.oldestRevision()).isGreaterThan(4_980);
        assertThat(byBytes.store.get(bytes("a"))).isNotNull();
    }

    @Test
    void aFrozenStateStaysWhatItWasWhileEverythingChanges() {
        SplittableRandom random = new SplittableRandom(42);
        CommandGenerator commands = new CommandGenerator(random);
        Script script = new Script(new KvConfig(0, 0, 0, WatchConfig.STANDARD));
        List<Long> sessions = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            Script copy = new Script(KvConfig.STANDARD);
            var replayed = copy.store.apply(script.log);
            assertThat(replayed).hasSameSizeAs(script.log);
            try (FrozenState frozen = script.store.frozen();
                    FrozenState second = script.store.frozen()) {
                long expected = copy.store.stateHash();
                assertThat(frozen.hash()).isEqualTo(expected);
                for (int i = 0; i < 20; i++) {
                    step(script, commands, sessions);
                }
                assertThat(frozen.hash()).isEqualTo(expected);
                assertThat(second.hash()).isEqualTo(expected);
                assertThat(frozen.numbers().index()).isEqualTo(copy.store.appliedIndex());
            }
            script.after(random.nextInt(200)).maintain();
        }
    }

    private static void step(Script script, CommandGenerator commands, List<Long> sessions) {
        Reply reply = script.apply(commands.any(script.store.revision(), sessions));
        if (reply instanceof Reply.SessionOpened opened) {
            sessions.add(opened.sessionId());
        }
    }

    /** Every transaction moves a unit between accounts; every read, however slow, must find the same sum. */
    @Test
    void readersSeeWholeRevisionsWhileHistoryIsForgotten() throws Exception {
        int accounts = 64;
        Script script = new Script(new KvConfig(2, 0, 0, WatchConfig.STANDARD));
        List<Operation> opening = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            opening.add(new Operation.Put(account(i), Bytes.utf8("100")));
        }
        script.apply(new Command.Transaction(List.of(), opening, List.of()));
        AtomicBoolean done = new AtomicBoolean();
        List<CompletableFuture<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            readers.add(CompletableFuture.supplyAsync(() -> readAll(script.store, accounts, done)));
        }
        SplittableRandom random = new SplittableRandom(7);
        int[] balance = new int[accounts];
        java.util.Arrays.fill(balance, 100);
        for (int i = 0; i < 20_000; i++) {
            int from = random.nextInt(accounts);
            int to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
            balance[from]--;
            balance[to]++;
            script.apply(new Command.Transaction(
                    List.of(), List.of(move(from, balance[from]), move(to, balance[to])), List.of()));
            // A key that comes and goes, so that whole keys are forgotten as well.
            script.apply(i % 2 == 0 ? put("x", "0") : delete("x"));
        }
        done.set(true);
        for (CompletableFuture<Integer> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
    }

    private static Operation move(int account, int balance) {
        // Zero stands for an absent account, so that accounts are deleted and created again.
        return balance == 0
                ? new Operation.Delete(account(account))
                : new Operation.Put(account(account), Bytes.utf8(String.valueOf(balance)));
    }

    private static Bytes account(int i) {
        return Bytes.utf8("account/" + i);
    }

    private static int readAll(KvStore store, int accounts, AtomicBoolean done) {
        List<Bytes> keys = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            keys.add(account(i));
        }
        int reads = 0;
        while (!done.get() || reads == 0) {
            Rows scan = store.range(RangeQuery.prefix("account/"), KvStore.LATEST, Long.MAX_VALUE, new RowList());
            assertThat(sum(scan)).as("scan at %d", scan.revision()).isEqualTo(100L * accounts);
            Rows multi = store.getAll(keys, KvStore.LATEST, Long.MAX_VALUE, new RowList());
            assertThat(sum(multi)).as("reads at %d", multi.revision()).isEqualTo(100L * accounts);
            assertThat(multi.revision()).isGreaterThanOrEqualTo(scan.revision());
            KeyValue single = store.get(account(0));
            assertThat(single == null || single.version() > 0).isTrue();
            reads++;
        }
        return reads;
    }

    private static long sum(Rows found) {
        long sum = 0;
        for (KeyValue row : found.rows()) {
            sum += Long.parseLong(row.value().toUtf8());
        }
        return sum;
    }

    @Test
    void entriesMustFollowEachOther() {
        Script script = new Script();
        script.apply(putWithTtl("a", 5));
        Entry gap = new Entry(3, 1, script.nowMillis, Entry.Kind.NOOP, Bytes.EMPTY);
        assertThatThrownBy(() -> script.store.apply(List.of(gap))).isInstanceOf(IllegalStateException.class);
    }
}
