package io.dengine.server.call;

import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A client's watch and its credit. Owned by the event loop of its connection. */
final class ServedWatch {
    /** The approximate size of a watch's frame, unless a single event is larger. */
    private static final int PART_BYTES = 1 << 20;

    private final long id;
    private final Queue<WatchItem> parts = new ArrayDeque<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable WatchFeed feed;
    private long credit;
    private boolean begun;

    ServedWatch(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    void follow(WatchFeed newFeed) {
        feed = newFeed;
    }

    void grant(int items) {
        credit += items;
    }

    /** Returns whether the event loop must be woken because there is something to send. Any thread. */
    boolean wake() {
        return woken.compareAndSet(false, true);
    }

    /** Returns a task that wakes the event loop, once until it looks, when items may have arrived. Any thread. */
    Runnable wakeup(CallOutlet outlet) {
        Arrival.Woken news = new Arrival.Woken(this);
        return () -> {
            if (wake()) {
                outlet.arrived(news);
            }
        };
    }

    /** Notes that the event loop looks now, so that items that come later wake it again. */
    void looked() {
        woken.set(false);
    }

    /** Returns the next item to send, or null if there is none or the client has granted no more credit. */
    @Nullable
    WatchItem next() {
        WatchItem part = parts.poll();
        if (part != null) {
            return part;
        }
        WatchFeed from = feed;
        if (from == null || begun && credit <= 0) {
            return null;
        }
        WatchItem item = from.poll();
        if (item == null) {
            return null;
        }
        begun = true;
        if (item instanceof WatchItem.Changes changes) {
            credit--;
            parts.addAll(changes.inParts(PART_BYTES));
            return parts.poll();
        }
        return item;
    }

    void close() {
        if (feed != null) {
            feed.close();
        }
    }
}
