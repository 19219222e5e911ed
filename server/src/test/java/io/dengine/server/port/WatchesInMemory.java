package io.dengine.server.port;

import io.dengine.api.KeyValue;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.call.WatchRoom;
import io.dengine.kv.watch.Publication;
import io.dengine.kv.watch.WatchConfig;
import io.dengine.kv.watch.WatchHub;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches of changes that a test makes. */
final class WatchesInMemory {
    private final WatchHub hub = new WatchHub(new WatchConfig(1_000, 1_000_000, 1L << 40), 0, 1);
    private long revision;

    int count() {
        return hub.subscriptionCount();
    }

    WatchFeed begin(WatchRequest request, Runnable wakeup, WatchRoom room) {
        return new Feed(hub.subscribe(
                WatchTarget.of(request.range()), WatchHub.ANY_INCARNATION, request.fromRevision(), wakeup, room));
    }

    /** Changes {@code key}, and queues that for whoever watches it. */
    synchronized void change(Bytes key, int valueBytes) {
        revision++;
        KeyValue row = new KeyValue(key, Bytes.wrap(new byte[valueBytes]), 1, revision, revision, 0);
        List<WatchEvent> changes = List.of(new WatchEvent(row, null));
        hub.append(List.of(new Publication(revision, changes, any -> changes)));
        hub.runOnce();
    }

    synchronized void step() {
        hub.runOnce();
    }

    private static final class Feed implements WatchFeed {
        private final WatchSubscription subscription;
        private boolean begun;

        Feed(WatchSubscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public @Nullable WatchItem poll() {
            if (!begun) {
                begun = true;
                return new WatchItem.Begun(0, 1);
            }
            return switch (subscription.poll()) {
                case null -> null;
                case WatchMessage.Events events -> new WatchItem.Changes(batch(events));
                case WatchMessage.Canceled canceled ->
                    new WatchItem.Ended(
                            WatchItem.End.CANCELED,
                            canceled.lastDeliveredRevision(),
                            canceled.reason().text());
                case WatchMessage other -> throw new IllegalStateException("not expected here: " + other);
            };
        }

        private static WatchBatch batch(WatchMessage.Events events) {
            return new WatchBatch(
                    events.revision(),
                    events.events().stream()
                            .map(event -> new WatchEvent(event.current(), null))
                            .toList());
        }

        @Override
        public void close() {
            subscription.close();
        }
    }
}
