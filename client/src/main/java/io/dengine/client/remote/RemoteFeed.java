package io.dengine.client.remote;

import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.call.WatchFeed;
import io.dengine.call.WatchItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A watch on a node. The connection adds items and the watcher takes them, which makes room for more: the node sends
 * only as many items as the watcher has granted, so a slow watcher delays only itself.
 */
final class RemoteFeed implements WatchFeed {
    /** The initial room of a watch, until the size of its items is known. */
    static final int FIRST_ROOM_ITEMS = 32;

    /** The number of bytes that all items within the room should fit into. */
    private static final int ROOM_BYTES = 8 << 20;

    /** The way back to the node. */
    interface Control {
        /** Grants room for more items. */
        void grant(long watchId, int items);

        /** Ends the watch on the node. */
        void stop(long watchId);
    }

    private record Arrived(WatchItem item, int bytes) {}

    private final long watchId;
    private final int maxRoomItems;
    private final Control control;
    private final Runnable wakeup;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final ArrayDeque<Arrived> items = new ArrayDeque<>();
    /** The events of a revision that has arrived only in part. */
    private final List<WatchEvent> parts = new ArrayList<>();

    private long partsBytes;
    private int roomItems = FIRST_ROOM_ITEMS;
    private int largestBytes = 1;
    /** The number of items that the node may still send. */
    private int credit = FIRST_ROOM_ITEMS;
    /** True if the watcher has found nothing, or has not polled yet. */
    private boolean waiting = true;

    private boolean ended;
    private boolean closed;

    RemoteFeed(long watchId, int maxRoomItems, Control control, Runnable wakeup) {
        this.watchId = watchId;
        this.maxRoomItems = Math.max(FIRST_ROOM_ITEMS, maxRoomItems);
        this.control = control;
        this.wakeup = wakeup;
    }

    /** Returns a watch that could not begin. */
    static RemoteFeed ended(WatchItem.Ended why) {
        Control nobody = new Control() {
            @Override
            public void grant(long watchId, int items) {
                // No node serves this watch.
            }

            @Override
            public void stop(long watchId) {
                // No node serves this watch.
            }
        };
        RemoteFeed feed = new RemoteFeed(0, FIRST_ROOM_ITEMS, nobody, () -> {});
        feed.arrived(why, 0);
        return feed;
    }

    /** Adds an item. Any thread, one at a time. */
    void arrived(WatchItem item, int bytes) {
        boolean wake;
        lock.lock();
        try {
            if (ended || closed) {
                return;
            }
            if (item instanceof WatchItem.Part part) {
                parts.addAll(part.batch().events());
                partsBytes += bytes;
                return; // the watcher sees a revision completely or not at all
            }
            ended = item instanceof WatchItem.Ended;
            if (item instanceof WatchItem.Changes changes) {
                credit--;
                items.add(whole(changes, bytes));
            } else {
                items.add(new Arrived(item, bytes));
            }
            largestBytes = Math.max(largestBytes, items.getLast().bytes());
            wake = waiting;
            waiting = false;
        } finally {
            lock.unlock();
        }
        if (wake) {
            wakeup.run();
        }
    }

    private Arrived whole(WatchItem.Changes last, int bytes) {
        if (parts.isEmpty()) {
            return new Arrived(last, bytes);
        }
        parts.addAll(last.batch().events());
        WatchBatch batch = new WatchBatch(last.batch().revision(), parts);
        int all = (int) Math.min(Integer.MAX_VALUE, partsBytes + bytes);
        parts.clear();
        partsBytes = 0;
        return new Arrived(new WatchItem.Changes(batch), all);
    }

    @Override
    public @Nullable WatchItem poll() {
        int granted;
        WatchItem item;
        lock.lock();
        try {
            Arrived next = items.poll();
            if (next == null) {
                waiting = true;
                return null;
            }
            item = next.item();
            granted = grantable();
            credit += granted;
        } finally {
            lock.unlock();
        }
        if (granted > 0) {
            control.grant(watchId, granted);
        }
        return item;
    }

    /** Returns how many more items to grant; 0 if that is not worth a message yet. */
    private int grantable() {
        if (ended || closed) {
            return 0;
        }
        int wanted = Math.max(2, Math.min(maxRoomItems, ROOM_BYTES / largestBytes));
        // The room grows step by step: items in flight were granted before their size was known.
        roomItems = Math.min(wanted, 2 * roomItems);
        int free = roomItems - credit - items.size();
        return free > roomItems / 2 || (free > 0 && credit == 0) ? free : 0;
    }

    @Override
    public void close() {
        boolean tell;
        lock.lock();
        try {
            tell = !ended && !closed;
            closed = true;
            items.clear();
            parts.clear();
        } finally {
            lock.unlock();
        }
        if (tell) {
            control.stop(watchId);
        }
    }
}
