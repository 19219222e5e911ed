package io.dengine.client.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.call.WatchItem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoteFeedTest {
    private static final WatchItem.Ended ENDED = new WatchItem.Ended(WatchItem.End.CANCELED, 7, "too slow");

    private final List<Integer> granted = new ArrayList<>();
    private final List<Long> stopped = new ArrayList<>();
    private int wakeups;

    private final RemoteFeed feed = new RemoteFeed(
            3,
            128,
            new RemoteFeed.Control() {
                @Override
                public void grant(long watchId, int items) {
                    granted.add(items);
                }

                @Override
                public void stop(long watchId) {
                    stopped.add(watchId);
                }
            },
            () -> wakeups++);

    private static WatchItem changes(long revision) {
        return new WatchItem.Changes(new WatchBatch(revision, List.of()));
    }

    private int granted() {
        return granted.stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void items_come_out_in_order_and_the_watcher_is_woken_when_it_waits() {
        feed.arrived(new WatchItem.Begun(1, 1), 10);
        feed.arrived(changes(2), 10);
        assertThat(wakeups).isEqualTo(1);
        assertThat(feed.poll()).isEqualTo(new WatchItem.Begun(1, 1));
        assertThat(feed.poll()).isEqualTo(changes(2));
        assertThat(wakeups).isEqualTo(1);
        assertThat(feed.poll()).isNull();
        feed.arrived(changes(3), 10);
        assertThat(wakeups).isEqualTo(2);
    }

    @Test
    void room_is_told_as_items_are_taken_and_grows_up_to_the_window() {
        int sent = 0;
        for (int round = 0; round < 100; round++) {
            int credit = RemoteFeed.FIRST_ROOM_ITEMS + granted() - sent;
            assertThat(credit).isBetween(1, 128);
            for (int i = 0; i < credit; i++) {
                feed.arrived(changes(++sent), 10);
            }
            for (int i = 0; i < credit; i++) {
                assertThat(feed.poll()).isNotNull();
            }
        }
        assertThat(granted()).isGreaterThan(6_400);
        assertThat(granted).as("not one at a time").hasSizeLessThan(300);
    }

    @Test
    void room_is_never_more_than_what_fits_into_memory() {
        int megabyte = 1 << 20;
        int sent = 0;
        for (int round = 0; round < 200; round++) {
            if (RemoteFeed.FIRST_ROOM_ITEMS + granted() - sent > 0) {
                feed.arrived(changes(++sent), megabyte);
            }
            feed.poll();
        }
        assertThat(RemoteFeed.FIRST_ROOM_ITEMS + granted() - sent).isBetween(1, 8);
    }

    @Test
    void a_watcher_that_takes_nothing_gives_no_room() {
        for (int i = 1; i <= RemoteFeed.FIRST_ROOM_ITEMS; i++) {
            feed.arrived(changes(i), 10);
        }
        assertThat(granted).isEmpty();
    }

    @Test
    void nothing_follows_the_end() {
        feed.arrived(changes(1), 10);
        feed.arrived(ENDED, 10);
        feed.arrived(changes(2), 10);
        assertThat(feed.poll()).isEqualTo(changes(1));
        assertThat(feed.poll()).isEqualTo(ENDED);
        assertThat(feed.poll()).isNull();
        feed.close();
        assertThat(stopped).as("the node knows").isEmpty();
    }

    @Test
    void closing_tells_the_node_once_and_drops_what_waits() {
        feed.arrived(changes(1), 10);
        feed.close();
        feed.close();
        assertThat(stopped).containsExactly(3L);
        assertThat(feed.poll()).isNull();
    }

    private static WatchBatch change(long revision, String... keys) {
        List<WatchEvent> events = new ArrayList<>();
        for (String key : keys) {
            events.add(new WatchEvent(new KeyValue(Bytes.utf8(key), Bytes.EMPTY, revision, revision, 1, 0), null));
        }
        return new WatchBatch(revision, events);
    }

    @Test
    void a_revision_that_comes_in_parts_is_one_batch() {
        feed.arrived(new WatchItem.Part(change(7, "a", "b")), 10);
        assertThat(feed.poll()).isNull();
        feed.arrived(new WatchItem.Part(change(7, "c")), 10);
        feed.arrived(new WatchItem.Changes(change(7, "d")), 10);
        feed.arrived(new WatchItem.Changes(change(8, "e")), 10);
        assertThat(feed.poll()).isEqualTo(new WatchItem.Changes(change(7, "a", "b", "c", "d")));
        assertThat(feed.poll()).isEqualTo(new WatchItem.Changes(change(8, "e")));
    }

    @Test
    void of_a_revision_that_did_not_come_as_a_whole_nothing_is_seen() {
        feed.arrived(new WatchItem.Part(change(7, "a", "b")), 10);
        feed.arrived(ENDED, 0);
        assertThat(feed.poll()).isEqualTo(ENDED);
    }
}
