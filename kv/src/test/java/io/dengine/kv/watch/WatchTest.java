package io.dengine.kv.watch;

import static io.dengine.kv.Script.bytes;
import static io.dengine.kv.Script.delete;
import static io.dengine.kv.Script.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.kv.Script;
import io.dengine.kv.command.Command;
import io.dengine.kv.command.Operation;
import io.dengine.kv.store.KvConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WatchTest {
    private final Script script = new Script(new KvConfig(100, 1 << 20, 0, new WatchConfig(3, 4, 10_000)));
    private final WatchHub hub = script.store.watchHub();

    private void settle() {
        while (hub.runOnce()) {}
    }

    private WatchSubscription watch(String prefix, long fromRevision) {
        return hub.subscribe(new WatchTarget.Prefix(bytes(prefix)), fromRevision, () -> {});
    }

    private static void assertEvents(WatchSubscription watch, long revision, String... keys) {
        WatchMessage message = watch.poll();
        assertThat(message).isInstanceOf(WatchMessage.Events.class);
        WatchMessage.Events events = (WatchMessage.Events) Objects.requireNonNull(message);
        assertThat(events.revision()).isEqualTo(revision);
        assertThat(events.events().stream().map(WatchEvent::key).toList())
                .containsExactlyInAnyOrderElementsOf(
                        List.of(keys).stream().map(Script::bytes).toList());
    }

    @Test
    void fromNowIsWhatFollowsTheCall() {
        script.apply(put("a", "1"));
        WatchSubscription watch = watch("a", WatchHub.FROM_NOW);
        script.apply(put("a", "2"));
        settle();
        assertThat(watch.fromRevision()).isEqualTo(2);
        assertEvents(watch, 2, "a");
        script.apply(put("b", "1"));
        script.apply(put("a", "3"));
        settle();
        assertEvents(watch, 4, "a");
        assertThat(watch.poll()).isNull();
    }

    @Test
    void thePastComesFirstThenWhatHappensMeanwhile() {
        WatchSubscription other = watch("zzz", 1);
        for (int i = 1; i <= 10; i++) {
            script.apply(put(i % 2 == 0 ? "a" : "b", "v" + i));
        }
        settle();
        WatchSubscription watch = watch("a", 3);
        settle();
        assertEvents(watch, 4, "a");
        script.apply(put("a", "v11"));
        settle();
        assertEvents(watch, 6, "a");
        assertEvents(watch, 8, "a");
        assertEvents(watch, 10, "a");
        assertEvents(watch, 11, "a");
        assertThat(watch.poll()).isNull();
        assertThat(other.poll()).isNull();
    }

    @Test
    void aTransactionIsOneMessage() {
        script.apply(put("a/2", "old"));
        WatchSubscription all = watch("", 2);
        WatchSubscription part = watch("a/", 2);
        settle();
        script.apply(new Command.Transaction(
                List.of(),
                List.of(
                        new Operation.Put(bytes("a/1"), bytes("v")),
                        new Operation.Delete(bytes("a/2")),
                        new Operation.Put(bytes("b"), bytes("v"))),
                List.of()));
        settle();
        assertEvents(all, 2, "a/1", "a/2", "b");
        WatchMessage.Events events = (WatchMessage.Events) Objects.requireNonNull(part.poll());
        assertThat(events.events()).hasSize(2);
        WatchEvent deletion = events.events().get(1);
        assertThat(deletion.isDeletion()).isTrue();
        assertThat(Objects.requireNonNull(deletion.previous()).value()).isEqualTo(bytes("old"));
        assertThat(events.events().get(0).previous()).isNull();
    }

    @Test
    @Tag("bug:W-07")
    @Tag("bug:W-01")
    void whoIsTooSlowIsToldWhereToGoOn() {
        WatchSubscription watch = watch("", 1);
        settle();
        for (int i = 1; i <= 6; i++) {
            script.apply(put("a", "v" + i));
        }
        settle();
        for (int i = 1; i <= 4; i++) {
            assertEvents(watch, i, "a");
        }
        assertThat(watch.poll()).isEqualTo(new WatchMessage.Canceled(4));
        assertThat(watch.poll()).isNull();
        assertThat(hub.subscriptionCount()).isZero();
        WatchSubscription resumed = watch("", 5);
        settle();
        assertEvents(resumed, 5, "a");
        assertEvents(resumed, 6, "a");
    }

    @Test
    @Tag("bug:W-07")
    void largeValuesFillTheQueueSooner() {
        WatchSubscription watch = watch("", 1);
        settle();
        for (int i = 1; i <= 3; i++) {
            script.apply(new Command.Put(bytes("k" + i), Bytes.wrap(new byte[20_000])));
        }
        settle();
        assertEvents(watch, 1, "k1");
        assertThat(watch.poll()).isEqualTo(new WatchMessage.Canceled(1));
    }

    @Test
    @Tag("bug:W-02")
    @Tag("bug:W-04")
    void aForgottenPastIsRefusedWithTheFloor() {
        for (int i = 1; i <= 10; i++) {
            script.apply(put("a", "v" + i));
        }
        script.apply(delete("a"));
        script.apply(new Command.Compact(10));
        assertThat(hub.oldestRevision()).isEqualTo(11);
        WatchSubscription tooEarly = watch("", 10);
        WatchSubscription edge = watch("", 11);
        settle();
        assertThat(tooEarly.poll()).isEqualTo(new WatchMessage.Compacted(11));
        assertThat(tooEarly.poll()).isNull();
        WatchMessage.Events deletion = (WatchMessage.Events) Objects.requireNonNull(edge.poll());
        assertThat(deletion.events().get(0).isDeletion()).isTrue();
        assertThat(Objects.requireNonNull(deletion.events().get(0).previous()).value())
                .isEqualTo(bytes("v10"));
    }

    @Test
    void thePastMayBeForgottenWhileItIsRead() {
        for (int i = 1; i <= 10; i++) {
            script.apply(put("a", "v" + i));
        }
        WatchSubscription begun = watch("", 1);
        WatchSubscription unread = watch("", 2);
        settle();
        assertEvents(begun, 1, "a");
        assertEvents(begun, 2, "a");
        script.apply(new Command.Compact(8));
        assertThat(begun.poll()).isEqualTo(new WatchMessage.Canceled(2));
        assertThat(unread.poll()).isEqualTo(new WatchMessage.Compacted(9));
    }

    @Test
    @Tag("bug:W-04")
    void compactionDoesNotEndWhatIsUpToDate() {
        WatchSubscription watch = watch("", 1);
        settle();
        script.apply(put("a", "1"));
        script.apply(put("a", "2"));
        script.apply(new Command.Compact(2));
        settle();
        script.apply(put("a", "3"));
        settle();
        assertEvents(watch, 1, "a");
        assertEvents(watch, 2, "a");
        assertEvents(watch, 3, "a");
    }

    @Test
    @Tag("bug:W-05")
    void aFutureRevisionIsWaitedForInSilence() {
        script.apply(put("a", "1"));
        WatchSubscription watch = watch("", 4);
        hub.publishProgress();
        settle();
        script.apply(put("a", "2"));
        script.apply(put("a", "3"));
        settle();
        assertThat(watch.poll()).isNull();
        script.apply(put("a", "4"));
        settle();
        assertEvents(watch, 4, "a");
    }

    @Test
    @Tag("bug:W-06")
    void progressFollowsWhatItSpeaksOf() {
        WatchSubscription watch = watch("a", 1);
        WatchSubscription idle = watch("zzz", 1);
        settle();
        script.apply(put("a", "1"));
        script.apply(put("b", "1"));
        hub.publishProgress();
        settle();
        script.apply(put("a", "2"));
        settle();
        assertEvents(watch, 1, "a");
        assertThat(watch.poll()).isEqualTo(new WatchMessage.Progress(2));
        assertEvents(watch, 3, "a");
        assertThat(idle.poll()).isEqualTo(new WatchMessage.Progress(2));
        idle.requestProgress();
        settle();
        assertThat(idle.poll()).isEqualTo(new WatchMessage.Progress(3));
        assertThat(watch.poll()).isNull();
    }

    @Test
    @Tag("bug:W-08")
    void closedWatchesAreGoneAndTheirPlaceIsFree() {
        WatchSubscription one = watch("a", 1);
        WatchSubscription two = watch("a", 1);
        WatchSubscription three = watch("a", 1);
        assertThatThrownBy(() -> watch("a", 1))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.OVERLOADED));
        one.close();
        one.close();
        settle();
        two.close();
        settle();
        assertThat(hub.subscriptionCount()).isEqualTo(1);
        script.apply(put("a", "1"));
        settle();
        assertThat(one.poll()).isNull();
        assertThat(two.poll()).isNull();
        assertEvents(three, 1, "a");
        assertThatThrownBy(() -> watch("a", -1)).isInstanceOf(RefusedException.class);
    }

    @Test
    void theWakeupRunsWheneverAnEmptyWatchFills() {
        AtomicInteger wakeups = new AtomicInteger();
        WatchSubscription watch = hub.subscribe(new WatchTarget.Key(bytes("a")), 1, wakeups::incrementAndGet);
        settle();
        assertThat(watch.poll()).isNull();
        int before = wakeups.get();
        script.apply(put("a", "1"));
        script.apply(put("a", "2"));
        settle();
        assertThat(wakeups.get()).isEqualTo(before + 1);
        assertEvents(watch, 1, "a");
        assertEvents(watch, 2, "a");
        assertThat(watch.poll()).isNull();
        script.apply(put("a", "3"));
        settle();
        assertThat(wakeups.get()).isEqualTo(before + 2);
    }

    @Test
    void aThrowingWakeupEndsOnlyItsOwnWatch() {
        WatchSubscription bad = hub.subscribe(new WatchTarget.Key(bytes("a")), 1, () -> {
            throw new IllegalStateException("a fault of the watcher");
        });
        WatchSubscription good = watch("a", 1);
        script.apply(put("a", "1"));
        settle();
        assertEvents(good, 1, "a");
        assertThat(bad.isClosed()).isTrue();
        assertThat(hub.subscriptionCount()).isEqualTo(1);
    }

    @Test
    @Tag("bug:W-02")
    void aReplacedStoreEndsWhatItCannotContinue() {
        WatchSubscription watch = watch("", 1);
        WatchSubscription future = watch("", 501);
        settle();
        script.apply(put("a", "1"));
        settle();
        hub.restart(500);
        WatchSubscription after = watch("", WatchHub.FROM_NOW);
        settle();
        assertEvents(watch, 1, "a");
        assertThat(watch.poll()).isEqualTo(new WatchMessage.Canceled(1));
        assertThat(after.fromRevision()).isEqualTo(501);
        assertThat(future.poll()).isNull();
    }

    @Test
    void aHubThatStopsTellsEverybody() {
        WatchSubscription watch = watch("", 1);
        settle();
        script.store.close();
        settle();
        assertThat(watch.poll()).isEqualTo(new WatchMessage.Canceled(0));
        WatchSubscription late = watch("", 1);
        settle();
        assertThat(late.poll()).isEqualTo(new WatchMessage.Canceled(0));
    }

    @Test
    void tenThousandWatchesAreCheap() {
        Script large = new Script();
        List<WatchSubscription> watches = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            WatchTarget target = i % 2 == 0
                    ? new WatchTarget.Key(bytes("services/" + i))
                    : new WatchTarget.Prefix(bytes("services/" + i + "/"));
            watches.add(large.store.watchHub().subscribe(target, 1, () -> {}));
        }
        while (large.store.watchHub().runOnce()) {}
        int changes = 20_000;
        for (int i = 0; i < changes; i++) {
            large.apply(put("services/" + i % 10_000 + (i % 2 == 0 ? "" : "/x"), "v"));
        }
        long begin = System.nanoTime();
        while (large.store.watchHub().runOnce()) {}
        long nanosAChange = (System.nanoTime() - begin) / changes;
        for (WatchSubscription watch : watches) {
            assertThat(watch.poll()).isInstanceOf(WatchMessage.Events.class);
            assertThat(watch.poll()).isInstanceOf(WatchMessage.Events.class);
            assertThat(watch.poll()).isNull();
        }
        // A search through all watches would take ten times this even on a fast machine.
        assertThat(nanosAChange).isLessThan(100_000);
    }
}
