package io.dengine.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.RangeQuery;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.call.RowList;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.OtherVersionException;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import io.dengine.kv.store.CompactedException;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.watch.WatchConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A state that was carried over in parts is the state it was, and goes on as the other does. */
class StateTransferTest {
    private static final KvConfig SOME_HISTORY = new KvConfig(500, 60_000, 0, WatchConfig.STANDARD);
    private static final int ENTRIES = 4_000;

    private final List<Long> sessions = new ArrayList<>();
    private long time = Script.START_MILLIS;

    @Tag("bug:S-01")
    @Tag("bug:S-11")
    @Tag("bug:S-14")
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void whatIsFrozenStaysWhileTheStoreGoesOn(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (KvStore store = new KvStore(SOME_HISTORY);
                KvStore other = new KvStore(SOME_HISTORY)) {
            List<Entry> before = run(store, random, 1, ENTRIES);
            long hash = store.stateHash();
            List<Entry> after = new ArrayList<>();
            try (StateView view = store.freeze();
                    StateRestore restore = other.restore()) {
                assertThat(view.appliedIndex()).isEqualTo(before.size());
                Bytes part = view.next();
                while (part != null) {
                    after.addAll(run(store, random, before.size() + 1L + after.size(), 400));
                    restore.add(part);
                    assertThat(other.revision())
                            .as("readers see it whole or not at all")
                            .isZero();
                    part = view.next();
                }
                restore.finish();
            }
            assertThat(other.appliedIndex()).isEqualTo(before.size());
            assertThat(other.stateHash()).isEqualTo(hash);
            for (Entry entry : after) {
                other.apply(List.of(entry));
            }
            assertThat(other.revision()).isEqualTo(store.revision());
            assertThat(other.stateHash()).isEqualTo(store.stateHash());
            assertThat(everything(other)).isEqualTo(everything(store));
            assertThat(other.keyCount()).isEqualTo(store.keyCount());
        }
    }

    private static List<KeyValue> everything(KvStore store) {
        return store.range(RangeQuery.of(KeyRange.ALL), KvStore.LATEST, Long.MAX_VALUE, new RowList())
                .rows();
    }

    /** A node that starts from a snapshot, its own or another's, keeps what the documentation promises. */
    @Test
    void historyTravelsAsFarAsItIsKept() throws IOException {
        try (KvStore store = new KvStore(SOME_HISTORY);
                KvStore other = new KvStore(SOME_HISTORY);
                KvStore third = new KvStore(SOME_HISTORY)) {
            run(store, new SplittableRandom(1), 1, ENTRIES);
            carry(parts(store), other);
            carry(parts(other), third);
            assertThat(third.oldestRevision()).isEqualTo(store.oldestRevision()).isLessThan(store.revision() - 50);
            for (long at = store.oldestRevision(); at <= store.revision(); at++) {
                RangeQuery all = RangeQuery.of(KeyRange.ALL);
                assertThat(third.range(all, at, Long.MAX_VALUE, new RowList()))
                        .isEqualTo(store.range(all, at, Long.MAX_VALUE, new RowList()));
            }
            assertThatThrownBy(() -> third.get(Bytes.utf8("a"), store.oldestRevision() - 1))
                    .isInstanceOf(CompactedException.class);
        }
    }

    @Test
    void anEmptyStateTravelsToo() throws IOException {
        try (KvStore store = new KvStore(SOME_HISTORY);
                KvStore other = new KvStore(SOME_HISTORY)) {
            run(other, new SplittableRandom(2), 1, 100);
            carry(parts(store), other);
            assertThat(other.stateHash()).isEqualTo(store.stateHash());
            assertThat(other.keyCount()).isZero();
        }
    }

    @Tag("bug:S-07")
    @Test
    void whatLacksAPartOrHasOneTwiceIsRefusedAndTheStateInForceStays() throws IOException {
        try (KvStore store = new KvStore(SOME_HISTORY);
                KvStore other = new KvStore(SOME_HISTORY)) {
            run(store, new SplittableRandom(3), 1, ENTRIES);
            run(other, new SplittableRandom(4), 1, 50);
            long hash = other.stateHash();
            List<Bytes> parts = parts(store);
            assertThat(parts).hasSizeGreaterThan(3);
            for (int i = 0; i < parts.size(); i++) {
                List<Bytes> lacking = new ArrayList<>(parts);
                lacking.remove(i);
                assertThatThrownBy(() -> carry(lacking, other)).isInstanceOf(MalformedBytesException.class);
                List<Bytes> twice = new ArrayList<>(parts);
                twice.add(i, parts.get(i));
                assertThatThrownBy(() -> carry(twice, other)).isInstanceOf(MalformedBytesException.class);
            }
            assertThat(other.stateHash()).isEqualTo(hash);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43})
    void bytesThatWereAlteredAreRefusedOrGiveAnotherState(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        try (KvStore store = new KvStore(SOME_HISTORY)) {
            run(store, random, 1, 500);
            List<Bytes> parts = parts(store);
            for (int round = 0; round < 300; round++) {
                List<Bytes> altered = new ArrayList<>(parts);
                int which = random.nextInt(parts.size());
                byte[] bytes = parts.get(which).toArray();
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                altered.set(which, Bytes.wrap(bytes));
                try (KvStore other = new KvStore(SOME_HISTORY)) {
                    carry(altered, other);
                } catch (MalformedBytesException | OtherVersionException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
    }

    private List<Entry> run(KvStore store, SplittableRandom random, long firstIndex, int count) {
        CommandGenerator commands = new CommandGenerator(random);
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            time += random.nextInt(20);
            Command command = commands.any(store.revision(), sessions);
            Entry entry = new Entry(firstIndex + i, 1, time, Entry.Kind.COMMAND, command.encode());
            entries.add(entry);
            Bytes answer = store.apply(List.of(entry)).get(0);
            if (Reply.decode(answer) instanceof Reply.SessionOpened opened) {
                sessions.add(opened.sessionId());
            }
        }
        return entries;
    }

    private static List<Bytes> parts(KvStore store) throws IOException {
        List<Bytes> parts = new ArrayList<>();
        try (StateView view = store.freeze()) {
            @Nullable Bytes part = view.next();
            while (part != null) {
                parts.add(part);
                part = view.next();
            }
        }
        return parts;
    }

    private static void carry(List<Bytes> parts, KvStore into) throws IOException {
        try (StateRestore restore = into.restore()) {
            for (Bytes part : parts) {
                restore.add(part);
            }
            restore.finish();
        }
    }
}
