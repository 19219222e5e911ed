package io.dengine.kv.watch;

import io.dengine.call.WatchRoom;

/**
 * What waits for one watcher, in bytes: what is queued, and what it took last, which it holds until it asks for more.
 * The hub queues and the watcher takes, each by a thread of its own.
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

    /** Room for a message that is queued; false if there is none. */
    synchronized boolean queue(long bytes) {
        long counted = counted(bytes);
        if (closed || !room.take(counted)) {
            return closed;
        }
        queued += counted;
        return true;
    }

    /** The watcher takes a message out of the queue. */
    synchronized void handOutQueued(long bytes) {
        if (!closed) {
            queued -= counted(bytes);
            handedOut += counted(bytes);
        }
    }

    /** The watcher takes a message that was not queued; false if there is no room for it. */
    synchronized boolean handOut(long bytes) {
        long counted = counted(bytes);
        if (closed || !room.take(counted)) {
            return closed;
        }
        handedOut += counted;
        return true;
    }

    /** The watcher is done with what it took. */
    synchronized void handedOutIsGone() {
        if (handedOut > 0) {
            room.take(-handedOut);
            handedOut = 0;
        }
    }

    private long counted(long bytes) {
        return Math.min(bytes, room.mostForOne());
    }

    /** Nothing waits any more. Any number of times. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            room.take(-queued - handedOut);
            queued = 0;
            handedOut = 0;
        }
    }
}
