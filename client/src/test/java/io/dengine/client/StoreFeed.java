package io.dengine.client;

import io.dengine.api.KeyRange;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The feed of a watch of a store. */
final class StoreFeed implements WatchFeed {
    private final WatchSubscription subscription;
    private final WatchRequest request;
    private boolean begun;
    private @Nullable WatchMessage held;

    StoreFeed(WatchSubscription subscription, WatchRequest request) {
        this.subscription = subscription;
        this.request = request;
    }

    @Override
    public @Nullable WatchItem poll() {
        WatchMessage message = held != null ? held : subscription.poll();
        held = null;
        if (!begun) {
            begun = true;
            if (!(message instanceof WatchMessage.Compacted)) {
                held = message;
                return new WatchItem.Begun(subscription.fromRevision() - 1, subscription.incarnation());
            }
        }
        return message == null ? null : item(message);
    }

    private WatchItem item(WatchMessage message) {
        if (message instanceof WatchMessage.Canceled canceled) {
            return new WatchItem.Ended(
                    WatchItem.End.CANCELED, canceled.lastDeliveredRevision(), "the watch was too slow");
        }
        if (message instanceof WatchMessage.Compacted compacted) {
            return new WatchItem.Ended(
                    WatchItem.End.COMPACTED,
                    compacted.oldestRevision(),
                    "the oldest revision to watch from is " + compacted.oldestRevision());
        }
        if (message instanceof WatchMessage.OtherIncarnation other) {
            return new WatchItem.Ended(
                    WatchItem.End.OTHER_INCARNATION, other.incarnation(), "another history has begun");
        }
        WatchBatch batch = batch(message, request.range(), request.previousValues());
        if (batch == null) {
            throw new IllegalStateException("no batch: " + message);
        }
        return new WatchItem.Changes(batch);
    }

    static @Nullable WatchBatch batch(WatchMessage message, KeyRange range, boolean previousValues) {
        if (message instanceof WatchMessage.Progress progress) {
            return new WatchBatch(progress.revision(), List.of());
        }
        if (!(message instanceof WatchMessage.Events events)) {
            return null;
        }
        List<WatchEvent> seen = new ArrayList<>();
        for (WatchEvent event : events.events()) {
            if (range.contains(event.key())) {
                seen.add(new WatchEvent(event.current(), previousValues ? event.previous() : null));
            }
        }
        return new WatchBatch(events.revision(), seen);
    }

    @Override
    public void close() {
        subscription.close();
    }
}
