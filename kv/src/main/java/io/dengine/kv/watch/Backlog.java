package io.dengine.kv.watch;

import io.dengine.call.WatchRoom;

/**
 * The memory of one watch, in bytes: the queued messages, and the message that the watcher took last, which counts
 * until the watcher polls again. The hub queues and the watcher takes, each on its own thread.
 */
final class Backlog {
    private final WatchRoom room;

    // ---- guarded by this
    private long queued;
    private long handedOut;
    private boolean closed;

    Backlog(WatchRoom room) {
        this.room = room;
    }

    synchronized long queuedBytes() {
        return queued;
    }

    /**
     * Reserves room for a message to queue; returns false if there is none. After {@link #close}, nothing counts any
     * more.
     */
    synchronized boolean queue(long bytes) {
        long counted = counted(bytes);
        if (closed || !room.take(counted)) {
            return closed;
        }
        queued += counted;
        return true;
    }

    /** Moves a message from the queue to the watcher. */
    synchronized void handOutQueued(long bytes) {
        if (!closed) {
            queued -= counted(bytes);
            handedOut += counted(bytes);
        }
    }

    /**
     * Reserves room for a message that goes to the watcher without having been queued; returns false if there is none.
     * After {@link #close}, nothing counts any more.
     */
    synchronized boolean handOut(long bytes) {
        long counted = counted(bytes);
        if (closed || !room.take(counted)) {
            return closed;
        }
        handedOut += counted;
        return true;
    }

    /** Releases the room of what the watcher took last. */
    synchronized void handedOutIsGone() {
        if (handedOut > 0) {
            room.take(-handedOut);
            handedOut = 0;
        }
    }

    private long counted(long bytes) {
        return Math.min(bytes, room.mostForOne());
    }

    /** Releases all room. May be called any number of times. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            room.take(-queued - handedOut);
            queued = 0;
            handedOut = 0;
        }
    }
}
