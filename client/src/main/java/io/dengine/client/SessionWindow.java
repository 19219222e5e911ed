package io.dengine.client;

import java.util.BitSet;

/**
 * The sequence numbers of a session. Those below the lowest one in use are acknowledged to the cluster, which keeps the
 * replies to the others; so the window is never wider than the number of replies that the cluster keeps. Not
 * thread-safe, except for the expired flag.
 */
final class SessionWindow {
    /** Slightly less than the number of replies that the cluster keeps for a session, 1,024. */
    static final int WIDTH = 1_000;

    private static final int RING = 1_024;

    private final long sessionId;
    private final BitSet released = new BitSet(RING);
    private long lowest = 1;
    private long next = 1;
    private volatile boolean expired;

    SessionWindow(long sessionId) {
        this.sessionId = sessionId;
    }

    long sessionId() {
        return sessionId;
    }

    /** Records that the cluster has dropped the session. Any thread. */
    void expire() {
        expired = true;
    }

    boolean isExpired() {
        return expired;
    }

    boolean hasRoom() {
        return next - lowest < WIDTH;
    }

    /** Takes the next sequence number. */
    long take() {
        if (!hasRoom()) {
            throw new IllegalStateException("sequences " + lowest + " to " + (next - 1) + " are in use");
        }
        return next++;
    }

    /** Releases a sequence number: nothing is sent with it any more, and its reply is not needed. */
    void release(long sequence) {
        released.set(slot(sequence));
        while (lowest < next && released.get(slot(lowest))) {
            released.clear(slot(lowest));
            lowest++;
        }
    }

    /** Returns the sequence number up to which all were released. */
    long acknowledged() {
        return lowest - 1;
    }

    private static int slot(long sequence) {
        return (int) (sequence & (RING - 1));
    }
}
