package io.dengine.node;

import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import io.dengine.call.WatchRoom;
import io.dengine.kv.store.CallProblems;
import io.dengine.kv.store.OtherIncarnationException;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Translates a subscription of the store's watch hub to the items that clients see. */
final class HubFeed implements WatchFeed {
    private final WatchRequest request;
    private final Runnable wakeup;
    private final WatchRoom room;
    private final AtomicReference<WatchItem.@Nullable Ended> end = new AtomicReference<>();
    private volatile @Nullable WatchSubscription subscription;
    private volatile Runnable onClose = () -> {};
    private volatile boolean closed;

    // ---- used by the polling thread only
    private boolean begun;
    private boolean finished;

    HubFeed(WatchRequest request, Runnable wakeup, WatchRoom room) {
        this.request = request;
        this.wakeup = wakeup;
        this.room = room;
    }

    /** Sets the action for {@link #close}. Must be called before the feed is handed out. */
    void onClose(Runnable action) {
        onClose = action;
    }

    WatchRequest request() {
        return request;
    }

    Runnable wakeup() {
        return wakeup;
    }

    WatchRoom room() {
        return room;
    }

    /** Starts to deliver a subscription. Called at most once. The feed may have been closed before. */
    void follow(WatchSubscription followed) {
        subscription = followed;
        if (closed) {
            followed.close();
        }
        wakeup.run();
    }

    /** Ends the feed with {@code item}, unless it has already ended. Any thread may call it. */
    void end(WatchItem.Ended item) {
        if (end.compareAndSet(null, item)) {
            wakeup.run();
        }
    }

    static WatchItem.Ended compacted(long oldestRevision) {
        return new WatchItem.Ended(
                WatchItem.End.COMPACTED,
                oldestRevision,
                "The changes to begin with are no longer kept: read the present state, then watch from revision "
                        + oldestRevision + " or later.");
    }

    @Override
    public @Nullable WatchItem poll() {
        if (finished) {
            return null;
        }
        WatchItem.Ended over = end.get();
        WatchSubscription followed = subscription;
        if (over != null || followed == null) {
            return over == null ? null : last(over);
        }
        if (!begun) {
            begun = true;
            return new WatchItem.Begun(followed.fromRevision() - 1, followed.incarnation());
        }
        while (true) {
            WatchMessage message = followed.poll();
            WatchItem item = switch (message) {
                case null -> null;
                case WatchMessage.Events events -> new WatchItem.Changes(batch(events));
                case WatchMessage.Progress progress ->
                    new WatchItem.Changes(new WatchBatch(progress.revision(), List.of()));
                case WatchMessage.Compacted compacted -> last(compacted(compacted.oldestRevision()));
                case WatchMessage.OtherIncarnation other ->
                    last(CallProblems.endOfWatch(
                            new OtherIncarnationException(followed.incarnation(), other.incarnation())));
                case WatchMessage.Canceled canceled -> last(CallProblems.endOfWatch(canceled));
            };
            if (message instanceof WatchMessage.Progress && !request.progress()) {
                continue;
            }
            return item;
        }
    }

    private WatchItem last(WatchItem.Ended item) {
        finished = true;
        close();
        return item;
    }

    private WatchBatch batch(WatchMessage.Events events) {
        List<WatchEvent> told = events.events();
        if (!request.previousValues()) {
            told = new ArrayList<>(told.size());
            for (WatchEvent event : events.events()) {
                told.add(new WatchEvent(event.current(), null));
            }
        }
        return new WatchBatch(events.revision(), told);
    }

    @Override
    public void close() {
        closed = true;
        WatchSubscription followed = subscription;
        if (followed != null) {
            followed.close();
        }
        onClose.run();
    }
}
