package io.dengine.server.call;

import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A watch of a client: what it may still be sent. Owned by the event loop of its connection. */
final class ServedWatch {
    /** A frame of a watch has about so much, unless a single event has more. */
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

    /** Any thread. Whether the event loop is to be told that there is something to send. */
    boolean wake() {
        return woken.compareAndSet(false, true);
    }

    /** Tells the event loop, once, that there may be something to send. Any thread. */
    Runnable wakeup(CallOutlet outlet) {
        Arrival.Woken news = new Arrival.Woken(this);
        return () -> {
            if (wake()) {
                outlet.arrived(news);
            }
        };
    }

    /** The event loop looks now: what comes later has to be told again. */
    void looked() {
        woken.set(false);
    }

    /** What is to be sent next, or null if there is nothing, or no room for it. */
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
