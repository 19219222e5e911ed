package io.dengine.kv.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watcher that does not keep up is told from where to go on, and costs no memory until it hears of it. */
@Timeout(60)
class WatchOverflowTest {
    private static final int ROOM = 4;

    private final WatchHub hub = new WatchHub(new WatchConfig(10, ROOM, 1 << 20), 0, 1);

    private WatchSubscription watchFrom(long revision) {
        WatchSubscription watch = hub.subscribe(new WatchTarget.Prefix(Bytes.EMPTY), revision, () -> {});
        hub.runOnce();
        return watch;
    }

    private static Publication change(long revision, Bytes value) {
        KeyValue row = new KeyValue(Bytes.utf8("k"), value, 1, revision, revision, 0);
        List<WatchEvent> changes = List.of(new WatchEvent(row, null));
        return new Publication(revision, changes, any -> changes);
    }

    private void publish(long first, long last) {
        for (long revision = first; revision <= last; revision++) {
            hub.append(List.of(change(revision, Bytes.EMPTY)));
        }
        hub.runOnce();
    }

    private static List<Long> poll(WatchSubscription watch, int times) {
        List<Long> revisions = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            if (watch.poll() instanceof WatchMessage.Events events) {
                revisions.add(events.revision());
            }
        }
        return revisions;
    }

    @Test
    void theWatchEndsAfterWhatWasHandedOut() {
        WatchSubscription watch = watchFrom(1);
        publish(1, 3);
        assertThat(poll(watch, 2)).containsExactly(1L, 2L);
        publish(4, 10);
        hub.publishProgress();
        watch.requestProgress();
        publish(11, 12);
        assertThat(watch.poll()).isEqualTo(new WatchMessage.Canceled(2, WatchMessage.Reason.TOO_SLOW));
        assertThat(watch.poll()).isNull();
        assertThat(hub.subscriptionCount()).isZero();
    }

    @Test
    void aMarkThatWasHandedOutCounts() {
        WatchSubscription watch = watchFrom(5);
        publish(1, 9);
        assertThat(watch.poll()).isEqualTo(new WatchMessage.Canceled(4, WatchMessage.Reason.TOO_SLOW));
        WatchSubscription other = watchFrom(WatchHub.FROM_NOW);
        other.requestProgress();
        hub.runOnce();
        assertThat(other.poll()).isEqualTo(new WatchMessage.Progress(9));
        publish(10, 20);
        assertThat(other.poll()).isEqualTo(new WatchMessage.Canceled(9, WatchMessage.Reason.TOO_SLOW));
    }

    @Test
    void thePastIsStillHandedOut() {
        publish(1, 3);
        WatchSubscription watch = watchFrom(1);
        publish(4, 10);
        assertThat(poll(watch, 3)).containsExactly(1L, 2L, 3L);
        assertThat(watch.poll()).isEqualTo(new WatchMessage.Canceled(3, WatchMessage.Reason.TOO_SLOW));
    }

    @Test
    void whatWaitsIsFreedThoughNobodyPolls() {
        WatchSubscription watch = watchFrom(1);
        WeakReference<Bytes> waiting = publishUnseen(1);
        publish(2, 10);
        hub.trim(10);
        long deadlineNanos = System.nanoTime() + 20_000_000_000L;
        while (waiting.get() != null && System.nanoTime() < deadlineNanos) {
            System.gc();
        }
        assertThat(waiting.get()).isNull();
        assertThat(watch.poll()).isEqualTo(new WatchMessage.Canceled(0, WatchMessage.Reason.TOO_SLOW));
    }

    private WeakReference<Bytes> publishUnseen(long revision) {
        Bytes value = Bytes.utf8("a value of its own");
        hub.append(List.of(change(revision, value)));
        hub.runOnce();
        return new WeakReference<>(value);
    }

    @Test
    void nothingIsLeftOutBeforeTheEndWhileBothSidesAreBusy() {
        long last = 0;
        for (int round = 0; round < 500; round++) {
            WatchSubscription watch = watchFrom(last + 1);
            CompletableFuture<List<Long>> seen = CompletableFuture.supplyAsync(() -> untilTheEnd(watch));
            while (hub.subscriptionCount() > 0) {
                publish(last + 1, last + 8);
                last += 8;
            }
            hub.trim(last);
            List<Long> revisions = seen.join();
            for (int i = 0; i < revisions.size(); i++) {
                assertThat(revisions.get(i)).isEqualTo(watch.fromRevision() + i);
            }
        }
    }

    /** The revisions that were handed out, which the last message says, too. */
    private static List<Long> untilTheEnd(WatchSubscription watch) {
        List<Long> revisions = new ArrayList<>();
        while (true) {
            WatchMessage message = watch.poll();
            if (message instanceof WatchMessage.Events events) {
                revisions.add(events.revision());
            } else if (message instanceof WatchMessage.Canceled canceled) {
                long end = watch.fromRevision() + revisions.size() - 1;
                assertThat(canceled.lastDeliveredRevision()).isEqualTo(end);
                return revisions;
            }
        }
    }
}
