package io.dengine.kv.watch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.kv.Script;
import io.dengine.kv.store.KvConfig;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Watches of revisions that are larger than a watch may leave unread, or than the history keeps. */
class LargeRevisionTest {
    private static final Command DELETE_ALL =
            new Command.DeleteRange(KeyRange.ALL.first(), KeyRange.ALL.endExclusive());
    private static final Bytes LONG = Bytes.wrap(new byte[100_000]);
    private static final WatchConfig ONE_MEBIBYTE = new WatchConfig(10, 1_000, 1 << 20);

    private static final WatchEvent EVENT =
            new WatchEvent(new KeyValue(Script.bytes("k"), Script.bytes("v"), 1, 1, 1, 0), null);

    private static Script script(long historyBytes) {
        return new Script(new KvConfig(1_000, historyBytes, 0, ONE_MEBIBYTE));
    }

    private static WatchSubscription watch(Script script, WatchTarget target) {
        WatchSubscription watch = script.store.watchHub().subscribe(target, WatchHub.FROM_NOW, () -> {});
        run(script);
        assertThat(watch.poll()).isNull();
        return watch;
    }

    private static WatchSubscription watchAll(Script script) {
        return watch(script, new WatchTarget.Prefix(Bytes.EMPTY));
    }

    private static void run(Script script) {
        while (script.store.watchHub().runOnce()) {}
    }

    private static void put(Script script, int keys) {
        for (int i = 0; i < keys; i++) {
            var unused = script.apply(new Command.Put(Bytes.utf8("key/" + i), LONG, 0, 0));
        }
    }

    private static void expectEvents(WatchSubscription watch, int count) {
        assertThat(watch.poll())
                .isInstanceOfSatisfying(
                        WatchMessage.Events.class,
                        events -> assertThat(events.events()).hasSize(count));
    }

    @Test
    void aChangeBehindItDoesNotEndAWatchThatKeepsUp() {
        Script script = script(1 << 10);
        put(script, 20);
        WatchSubscription watch = watchAll(script);
        var unused = script.applyAll(
                List.of(DELETE_ALL.encode(), Script.put("a", "b").encode()));
        run(script);
        expectEvents(watch, 20);
        expectEvents(watch, 1);
    }

    @Test
    void whatIsUnreadBehindItIsBounded() {
        Script script = script(64 << 20);
        put(script, 20);
        WatchSubscription watch = watchAll(script);
        var unused = script.apply(DELETE_ALL);
        put(script, 9);
        run(script);
        expectEvents(watch, 20);
        for (int i = 0; i < 9; i++) {
            expectEvents(watch, 1);
        }
        var again = script.apply(DELETE_ALL);
        put(script, 11);
        run(script);
        assertThat(watch.poll())
                .isInstanceOfSatisfying(
                        WatchMessage.Canceled.class,
                        canceled -> assertThat(canceled.reason()).isEqualTo(WatchMessage.Reason.TOO_SLOW));
    }

    /** The events of a large deletion are views of large arrays: what waits must not keep all of these. */
    @Test
    void whatWaitsKeepsNoMoreInMemoryThanItWeighs() {
        Script script = new Script();
        WatchSubscription one = watch(script, new WatchTarget.Key(Script.bytes("one")));
        WatchSubscription some = watch(script, new WatchTarget.Prefix(Script.bytes("key/1")));
        put(script, 45);
        var unused = script.apply(Script.put("one", "small"));
        var deleted = script.apply(DELETE_ALL);
        run(script);
        for (WatchSubscription watch : List.of(one, some)) {
            for (WatchMessage message = watch.poll(); message != null; message = watch.poll()) {
                assertThat(((WatchMessage.Events) message).events())
                        .allMatch(event -> event.previous() == null
                                || requireNonNull(event.previous()).value().isCompact());
            }
        }
    }

    /** Its events were not made, as nobody watched when it began, and the store compacts it at once. */
    @Test
    void aWatchThatBeginsWhileItIsAppliedGetsIt() {
        WatchHub hub = new WatchHub(ONE_MEBIBYTE, 0, 1);
        AtomicReference<@Nullable List<WatchEvent>> stored = new AtomicReference<>(List.of(EVENT));
        WatchSubscription watch = hub.subscribe(new WatchTarget.Prefix(Bytes.EMPTY), WatchHub.FROM_NOW, () -> {});
        hub.append(List.of(new Publication(1, 1, revision -> stored.get())));
        stored.set(null);
        hub.trim(1);
        while (hub.runOnce()) {}
        expectEvents(watch, 1);
    }

    @Test
    void aWatchThatHasEndedAndIsNotPolledHoldsNothing() {
        WatchHub hub = new WatchHub(new WatchConfig(10, 2, 1 << 20), 0, 1);
        WatchSubscription stuck = hub.subscribe(new WatchTarget.Prefix(Bytes.EMPTY), WatchHub.FROM_NOW, () -> {});
        while (hub.runOnce()) {}
        for (long revision = 1; revision <= 9; revision++) {
            hub.append(List.of(new Publication(revision, List.of(EVENT), any -> null)));
            while (hub.runOnce()) {}
        }
        assertThat(hub.historyAfter(0)).hasSize(9).allMatch(publication -> publication.events() == null);
        assertThat(stuck.poll()).isInstanceOf(WatchMessage.Canceled.class);
    }

    @Test
    void aSecondWatchFromNowGetsTheNextChange() {
        Script script = new Script(new KvConfig(0, 1 << 20, 0, ONE_MEBIBYTE));
        WatchSubscription first = watchAll(script);
        WatchSubscription second =
                script.store.watchHub().subscribe(new WatchTarget.Prefix(Bytes.EMPTY), WatchHub.FROM_NOW, () -> {});
        var unused = script.apply(Script.put("k", "v"));
        run(script);
        expectEvents(first, 1);
        expectEvents(second, 1);
    }

    @Test
    void aFirstWatchFromNowGetsTheNextChange() {
        Script script = new Script(new KvConfig(0, 1 << 20, 0, ONE_MEBIBYTE));
        WatchSubscription only =
                script.store.watchHub().subscribe(new WatchTarget.Prefix(Bytes.EMPTY), WatchHub.FROM_NOW, () -> {});
        var unused = script.apply(Script.put("k", "v"));
        run(script);
        expectEvents(only, 1);
    }
}
