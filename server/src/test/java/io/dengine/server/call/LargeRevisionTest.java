package io.dengine.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Frames;
import io.dengine.call.NodeFrame;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A revision has no bound, and a frame has. */
class LargeRevisionTest {
    private static final Bytes MEBIBYTE = Bytes.wrap(new byte[1 << 20]);
    private static final int EVENTS = 200;

    private static WatchBatch deletionOf(int count) {
        List<WatchEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Bytes key = Bytes.utf8("key" + i);
            events.add(new WatchEvent(
                    new KeyValue(key, Bytes.EMPTY, 0, 7, 0, 0), new KeyValue(key, MEBIBYTE, 1, 1, 1, 0)));
        }
        return new WatchBatch(7, events);
    }

    private static ServedWatch serving(WatchItem... items) {
        Queue<WatchItem> queue = new ArrayDeque<>(List.of(items));
        ServedWatch watch = new ServedWatch(1);
        watch.follow(new WatchFeed() {
            @Override
            public @Nullable WatchItem poll() {
                return queue.poll();
            }

            @Override
            public void close() {
                queue.clear();
            }
        });
        return watch;
    }

    private static WatchItem throughAFrame(WatchItem item) {
        BytesWriter writer = new BytesWriter(64);
        new NodeFrame.Watched(1, item).writeTo(writer);
        assertThat(writer.size()).isLessThan(4 << 20).isLessThan(Frames.MAX_FRAME_BYTES);
        return ((NodeFrame.Watched) NodeFrame.decode(writer.toBytes())).item();
    }

    @Test
    void more_than_a_frame_comes_in_parts_of_which_the_last_one_completes_it() {
        WatchBatch whole = deletionOf(EVENTS);
        ServedWatch watch = serving(new WatchItem.Begun(6, 1), new WatchItem.Changes(whole));
        watch.grant(1); // one item, however many frames it takes
        assertThat(watch.next()).isEqualTo(new WatchItem.Begun(6, 1));
        List<WatchEvent> events = new ArrayList<>();
        boolean complete = false;
        for (WatchItem item = watch.next(); item != null; item = watch.next()) {
            assertThat(complete).as("nothing follows the last part").isFalse();
            WatchItem arrived = throughAFrame(item);
            assertThat(arrived).isEqualTo(item);
            complete = arrived instanceof WatchItem.Changes;
            events.addAll(
                    arrived instanceof WatchItem.Part part
                            ? part.batch().events()
                            : ((WatchItem.Changes) arrived).batch().events());
        }
        assertThat(complete).isTrue();
        assertThat(events).isEqualTo(whole.events());
    }

    @Test
    void what_fits_comes_at_once() {
        WatchItem.Changes few = new WatchItem.Changes(deletionOf(1));
        ServedWatch watch = serving(few);
        watch.grant(1);
        assertThat(watch.next()).isSameAs(few);
        assertThat(watch.next()).isNull();
    }
}
