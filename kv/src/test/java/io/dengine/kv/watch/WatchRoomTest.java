package io.dengine.kv.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.call.WatchRoom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits for a watcher takes of the room that it was given, until it was taken, dropped or closed. */
class WatchRoomTest {
    private static final int VALUE_BYTES = 1_000;

    private final WatchHub hub = new WatchHub(WatchConfig.STANDARD, 0, 1);
    private final Room room = new Room();
    private long revision;

    private static final class Room implements WatchRoom {
        private long limit = Long.MAX_VALUE;
        private long mostForOne = Long.MAX_VALUE;
        private long taken;

        @Override
        public synchronized boolean take(long bytes) {
            if (bytes > 0 && taken + bytes > limit) {
                return false;
            }
            taken += bytes;
            return true;
        }

        @Override
        public long mostForOne() {
            return mostForOne;
        }
    }

    private WatchSubscription watchFrom(long from) {
        WatchSubscription watch =
                hub.subscribe(new WatchTarget.Prefix(Bytes.EMPTY), WatchHub.ANY_INCARNATION, from, () -> {}, room);
        hub.runOnce();
        return watch;
    }

    private void publish(int times) {
        for (int i = 0; i < times; i++) {
            revision++;
            KeyValue row = new KeyValue(Bytes.utf8("k"), Bytes.wrap(new byte[VALUE_BYTES]), 1, revision, revision, 0);
            List<WatchEvent> changes = List.of(new WatchEvent(row, null));
            hub.append(List.of(new Publication(revision, changes, any -> changes)));
        }
        hub.runOnce();
    }

    @Test
    void what_is_queued_takes_room_until_the_watcher_asks_for_what_follows() {
        WatchSubscription watch = watchFrom(1);
        publish(3);
        long all = room.taken;
        assertThat(all).isGreaterThan(3 * VALUE_BYTES);
        assertThat(watch.poll()).isInstanceOf(WatchMessage.Events.class);
        assertThat(room.taken).as("it may be held until more is asked for").isEqualTo(all);
        assertThat(watch.poll()).isInstanceOf(WatchMessage.Events.class);
        assertThat(room.taken).isEqualTo(all / 3 * 2);
        assertThat(watch.poll()).isInstanceOf(WatchMessage.Events.class);
        assertThat(watch.poll()).isNull();
        assertThat(room.taken).isZero();
    }

    @Test
    void without_room_the_watch_ends_after_what_was_handed_out_and_says_why() {
        WatchSubscription watch = watchFrom(1);
        publish(1);
        assertThat(watch.poll()).isInstanceOf(WatchMessage.Events.class);
        room.limit = 2 * VALUE_BYTES;
        publish(5);
        assertThat(room.taken).isZero();
        assertThat(watch.poll()).isEqualTo(new WatchMessage.Canceled(1, WatchMessage.Reason.NO_MEMORY));
        assertThat(hub.subscriptionCount()).isZero();
    }

    @Test
    void what_is_read_of_the_past_takes_room_too() {
        WatchSubscription other = watchFrom(WatchHub.FROM_NOW);
        publish(2);
        other.close();
        hub.runOnce();
        assertThat(room.taken).isZero();
        WatchSubscription watch = watchFrom(1);
        assertThat(watch.poll()).isInstanceOf(WatchMessage.Events.class);
        assertThat(room.taken).isGreaterThan(VALUE_BYTES);
        room.limit = 1;
        assertThat(watch.poll()).isEqualTo(new WatchMessage.Canceled(1, WatchMessage.Reason.NO_MEMORY));
        assertThat(room.taken).isZero();
    }

    @Test
    void one_change_fits_however_large_it_is() {
        room.mostForOne = 100;
        room.limit = 150;
        WatchSubscription watch = watchFrom(1);
        publish(1);
        assertThat(room.taken).isEqualTo(100);
        assertThat(watch.poll()).isInstanceOf(WatchMessage.Events.class);
        assertThat(watch.poll()).isNull();
        assertThat(room.taken).isZero();
    }

    @Test
    void a_closed_watch_holds_nothing() {
        WatchSubscription watch = watchFrom(1);
        publish(3);
        watch.close();
        assertThat(room.taken).isZero();
        publish(3);
        assertThat(room.taken).isZero();
    }
}
