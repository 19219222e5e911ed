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
 * A watch at a node. Its connection adds items, the watcher takes them, and what was taken becomes room for more: the
 * node sends no more than the watcher has said it has room for, so a slow watcher holds up nobody but itself.
 */
final class RemoteFeed implements WatchFeed {
    /** Room that a watch begins with, before it is known how large its items are. */
    static final int FIRST_ROOM_ITEMS = 32;

    /** What all items within the room should fit into. */
    private static final int ROOM_BYTES = 8 << 20;

    /** The way back to the node. */
    interface Control {
        /** There is room for so many more items. */
        void grant(long watchId, int items);

        /** The watcher wants no more. */
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
    /** Of a revision that has come in part. */
    private final List<WatchEvent> parts = new ArrayList<>();

    private long partsBytes;
    private int roomItems = FIRST_ROOM_ITEMS;
    private int largestBytes = 1;
    /** What the node may still send. */
    private int credit = FIRST_ROOM_ITEMS;
    /** The watcher has found nothing, or has not looked yet. */
    private boolean waiting = true;

    private boolean ended;
    private boolean closed;

    RemoteFeed(long watchId, int maxRoomItems, Control control, Runnable wakeup) {
        this.watchId = watchId;
        this.maxRoomItems = Math.max(FIRST_ROOM_ITEMS, maxRoomItems);
        this.control = control;
        this.wakeup = wakeup;
    }

    /** A watch that could not begin. */
    static RemoteFeed ended(WatchItem.Ended why) {
        Control nobody = new Control() {
            @Override
            public void grant(long watchId, int items) {
                // There is no node to tell.
            }

            @Override
            public void stop(long watchId) {
                // There is no node to tell.
            }
        };
        RemoteFeed feed = new RemoteFeed(0, FIRST_ROOM_ITEMS, nobody, () -> {});
        feed.arrived(why, 0);
        return feed;
    }

    /** An item has come. Any thread, one at a time. */
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
                return; // the watcher sees a revision as a whole or not at all
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

    /** How much more room there is, if it is worth telling. */
    private int grantable() {
        if (ended || closed) {
            return 0;
        }
        int wanted = Math.max(2, Math.min(maxRoomItems, ROOM_BYTES / largestBytes));
        // It grows step by step: what is on its way was promised before anything was known about its size.
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
