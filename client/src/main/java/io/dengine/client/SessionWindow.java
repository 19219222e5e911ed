package io.dengine.client;

import java.util.BitSet;

/**
 * The sequences of a session. Those below the lowest one that is in use are acknowledged to the cluster, which keeps
 * the replies to the others: so they are never spread wider than it is willing to keep. One thread at a time, but for
 * whether it has expired.
 */
final class SessionWindow {
    /** Somewhat less than the replies that the cluster keeps for a session, 1,024. */
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

    /** The cluster has forgotten the session. Any thread. */
    void expire() {
        expired = true;
    }

    boolean isExpired() {
        return expired;
    }

    boolean hasRoom() {
        return next - lowest < WIDTH;
    }

    /** Takes the next sequence into use. */
    long take() {
        if (!hasRoom()) {
            throw new IllegalStateException("sequences " + lowest + " to " + (next - 1) + " are in use");
        }
        return next++;
    }

    /** Nothing will be sent with this sequence any more, and its reply is not needed. */
    void release(long sequence) {
        released.set(slot(sequence));
        while (lowest < next && released.get(slot(lowest))) {
            released.clear(slot(lowest));
            lowest++;
        }
    }

    /** Everything up to this sequence was released. */
    long acknowledged() {
        return lowest - 1;
    }

    private static int slot(long sequence) {
        return (int) (sequence & (RING - 1));
    }
}
