package io.dengine.kv.watch;

import static io.dengine.kv.Script.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.kv.CommandGenerator;
import io.dengine.kv.Script;
import io.dengine.kv.command.Command;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Watchers that come, go, fall behind and resume see every change once, in order, in whatever interleaving. */
class WatchRaceTest {
    /** All changes by revision, as the only watcher that never falls behind saw them. */
    private static final class Truth {
        final TreeMap<Long, List<WatchEvent>> byRevision = new TreeMap<>();

        List<WatchMessage.Events> from(long first, long last, WatchTarget target) {
            if (last < first) {
                return List.of(); // it ended before its first revision
            }
            List<WatchMessage.Events> expected = new ArrayList<>();
            byRevision.subMap(first, true, last, true).forEach((revision, events) -> {
                List<WatchEvent> matching =
                        events.stream().filter(e -> target.matches(e.key())).toList();
                if (!matching.isEmpty()) {
                    expected.add(new WatchMessage.Events(revision, matching));
                }
            });
            return expected;
        }
    }

    /** Reads a watch, resumes it where it broke off, and remembers what it saw of an unbroken stretch. */
    private static final class Reader {
        final WatchHub hub;
        final WatchTarget target;
        final List<Stretch> stretches = new ArrayList<>();
        WatchSubscription watch;

        Reader(WatchHub hub, WatchTarget target, long from) {
            this.hub = hub;
            this.target = target;
            this.watch = hub.subscribe(target, from, () -> {});
            stretches.add(new Stretch(watch.fromRevision()));
        }

        void read(int messages) {
            for (int i = 0; i < messages; i++) {
                WatchMessage message = watch.poll();
                Stretch stretch = stretches.get(stretches.size() - 1);
                switch (message) {
                    case null -> {
                        return;
                    }
                    case WatchMessage.Events events -> {
                        stretch.seen.add(events);
                        stretch.upTo = events.revision();
                    }
                    case WatchMessage.Progress progress -> {
                        assertThat(progress.revision()).isGreaterThanOrEqualTo(stretch.upTo);
                        stretch.upTo = progress.revision();
                    }
                    case WatchMessage.Canceled canceled -> {
                        assertThat(canceled.lastDeliveredRevision()).isGreaterThanOrEqualTo(stretch.upTo);
                        stretch.upTo = canceled.lastDeliveredRevision();
                        resume(stretch.upTo + 1);
                    }
                    case WatchMessage.Compacted compacted -> {
                        stretches.add(new Stretch(compacted.oldestRevision()));
                        watch = hub.subscribe(target, compacted.oldestRevision(), () -> {});
                    }
                }
            }
        }

        private void resume(long from) {
            watch = hub.subscribe(target, from, () -> {});
            stretches.add(new Stretch(from));
        }
    }

    private static final class Stretch {
        final long from;
        long upTo;
        final List<WatchMessage.Events> seen = new ArrayList<>();

        Stretch(long from) {
            this.from = from;
            this.upTo = from - 1;
        }
    }

    @Tag("bug:W-01")
    @Tag("bug:W-03")
    @Tag("bug:W-06")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyInterleavingOfOneThreadGivesTheTruth(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CommandGenerator commands = new CommandGenerator(random);
        KvStore store = new KvStore(new KvConfig(60, 1 << 20, 0, new WatchConfig(100, 5, 2_000)));
        Script script = new Script(new KvConfig(100_000, 1 << 30, 0, new WatchConfig(1, 1_000_000, 1L << 40)));
        Reader all = new Reader(script.store.watchHub(), new WatchTarget.Prefix(Bytes.EMPTY), 1);
        List<Reader> readers = new ArrayList<>();
        int applied = 0;
        for (int i = 0; i < 6_000; i++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    script.apply(commands.any(script.store.revision(), List.of(1L)));
                    drive(script.store.watchHub());
                    all.read(Integer.MAX_VALUE);
                }
                case 3 -> {
                    var unused = store.apply(script.log.subList(applied, script.log.size()));
                    applied = script.log.size();
                }
                case 4 -> {
                    var unused = store.watchHub().runOnce();
                }
                case 5 -> {
                    if (readers.size() < 20) {
                        readers.add(new Reader(store.watchHub(), target(random), from(random, store)));
                    }
                }
                case 6 -> store.watchHub().publishProgress();
                default -> {
                    if (!readers.isEmpty()) {
                        readers.get(random.nextInt(readers.size())).read(1 + random.nextInt(6));
                    }
                }
            }
        }
        check(readers, truthOf(all));
    }

    private static void drive(WatchHub hub) {
        while (hub.runOnce()) {}
    }

    private static long from(SplittableRandom random, KvStore store) {
        return Math.max(0, store.revision() - 70 + random.nextInt(90));
    }

    private static WatchTarget target(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> new WatchTarget.Prefix(bytes(""));
            case 1 -> new WatchTarget.Prefix(bytes("a/"));
            default -> new WatchTarget.Key(bytes("b1"));
        };
    }

    private static Truth truthOf(Reader all) {
        Truth truth = new Truth();
        assertThat(all.stretches).hasSize(1);
        for (WatchMessage.Events events : all.stretches.get(0).seen) {
            assertThat(truth.byRevision.put(events.revision(), events.events())).isNull();
        }
        return truth;
    }

    private static void check(List<Reader> readers, Truth truth) {
        int seen = 0;
        for (Reader reader : readers) {
            for (Stretch stretch : reader.stretches) {
                assertThat(stretch.seen)
                        .as("%s from %d to %d", reader.target, stretch.from, stretch.upTo)
                        .usingRecursiveFieldByFieldElementComparator()
                        .isEqualTo(truth.from(stretch.from, stretch.upTo, reader.target));
                seen += stretch.seen.size();
            }
        }
        assertThat(seen).isGreaterThan(500);
    }

    @Test
    @Timeout(60)
    @Tag("bug:W-01")
    void threadsThatApplyDriveAndReadAgreeAsWell() throws Exception {
        int changes = 30_000;
        Script script = new Script(new KvConfig(50_000, 1 << 28, 0, new WatchConfig(50, 64, 1 << 20)));
        WatchHub hub = script.store.watchHub();
        try (WatchThread driver = WatchThread.start(hub)) {
            List<CompletableFuture<Void>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Bytes prefix = bytes(i % 2 == 0 ? "" : "k1");
                readers.add(CompletableFuture.runAsync(() -> follow(hub, prefix, changes), Thread::startVirtualThread));
            }
            for (int i = 1; i <= changes; i++) {
                script.apply(new Command.Put(bytes("k" + i % 10), bytes(String.valueOf(i))));
            }
            for (CompletableFuture<Void> reader : readers) {
                reader.get();
            }
        }
    }

    /** Follows until the last change, resuming after each cancellation; each change carries its revision as value. */
    private static void follow(WatchHub hub, Bytes prefix, long last) {
        Semaphore arrivals = new Semaphore(0);
        long next = 1;
        WatchSubscription watch = hub.subscribe(new WatchTarget.Prefix(prefix), next, arrivals::release);
        while (next <= last) {
            WatchMessage message = watch.poll();
            if (message == null) {
                arrivals.acquireUninterruptibly();
                arrivals.drainPermits();
            } else if (message instanceof WatchMessage.Events events) {
                assertThat(events.revision()).isGreaterThanOrEqualTo(next);
                while (next < events.revision()) {
                    assertThat(isMatch(prefix, next))
                            .as("revision %d was left out", next)
                            .isFalse();
                    next++;
                }
                assertThat(valueOf(events)).isEqualTo(String.valueOf(next));
                next = events.revision() + 1;
            } else if (message instanceof WatchMessage.Canceled canceled) {
                assertThat(canceled.lastDeliveredRevision()).isGreaterThanOrEqualTo(next - 1);
                watch = hub.subscribe(
                        new WatchTarget.Prefix(prefix), canceled.lastDeliveredRevision() + 1, arrivals::release);
            } else {
                throw new AssertionError("unexpected: " + message);
            }
            if (!isMatch(prefix, last) && next + 9 > last) {
                return;
            }
        }
    }

    private static boolean isMatch(Bytes prefix, long revision) {
        return prefix.isEmpty() || revision % 10 == 1;
    }

    private static @Nullable String valueOf(WatchMessage.Events events) {
        return events.events().get(0).current().value().toUtf8();
    }
}
