package io.dengine.server.api;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.kv.watch.WatchEvent;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream over a watch subscription that returns one event at a time. */
final class HubWatch implements WatchStream {
    private final WatchSubscription subscription;
    private final boolean previousValues;
    private List<WatchEvent> events = List.of();
    private int next;

    HubWatch(WatchSubscription subscription, boolean previousValues) {
        this.subscription = subscription;
        this.previousValues = previousValues;
    }

    @Override
    public long fromRevision() {
        return subscription.fromRevision();
    }

    @Override
    public @Nullable WatchItem poll() {
        if (next < events.size()) {
            return nextOfRevision();
        }
        WatchMessage message = subscription.poll();
        return switch (message) {
            case null -> null;
            case WatchMessage.Events more -> {
                events = more.events();
                next = 0;
                yield nextOfRevision();
            }
            case WatchMessage.Progress progress -> mark(WatchItem.Type.PROGRESS, progress.revision());
            case WatchMessage.Compacted compacted -> mark(WatchItem.Type.COMPACTED, compacted.oldestRevision());
            case WatchMessage.OtherIncarnation other -> mark(WatchItem.Type.OTHER_INCARNATION, other.incarnation());
            case WatchMessage.Canceled canceled ->
                WatchItem.canceled(canceled.lastDeliveredRevision(), canceled.reason());
        };
    }

    private WatchItem nextOfRevision() {
        WatchEvent event = events.get(next++);
        KeyValue before = event.previous();
        Bytes previous = previousValues && before != null ? before.value() : null;
        return new WatchItem(
                event.isDeletion() ? WatchItem.Type.DELETE : WatchItem.Type.PUT,
                event.key(),
                event.current().value(),
                previous,
                event.current().modRevision(),
                next == events.size());
    }

    private static WatchItem mark(WatchItem.Type type, long revision) {
        return new WatchItem(type, Bytes.EMPTY, Bytes.EMPTY, null, revision);
    }

    @Override
    public long incarnation() {
        return subscription.incarnation();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
