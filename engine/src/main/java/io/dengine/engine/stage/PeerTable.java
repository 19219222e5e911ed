package io.dengine.engine.stage;

import java.util.Arrays;

/** The core stage's data about each connection. There are few peers, so a linear search is enough. */
final class PeerTable {
    private int[] ids = new int[4];
    private boolean[] down = new boolean[4];
    private long[] lastForwardId = new long[4];
    private int count;

    /** Returns whether a peer is unreachable. It counts as reachable until the transport reports otherwise. */
    boolean isDown(int id) {
        int slot = slotOf(id); // first, as it may replace the arrays
        return down[slot];
    }

    void setDown(int id, boolean isDown) {
        int slot = slotOf(id);
        down[slot] = isDown;
        lastForwardId[slot] = Long.MIN_VALUE; // a new connection, perhaps from a new process, counts from its own start
    }

    /** Returns whether this command is new: one connection numbers them upwards, so anything else is a repetition. */
    boolean isNewForward(int id, long requestId) {
        int slot = slotOf(id);
        if (requestId <= lastForwardId[slot]) {
            return false;
        }
        lastForwardId[slot] = requestId;
        return true;
    }

    private int slotOf(int id) {
        for (int i = 0; i < count; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
            down = Arrays.copyOf(down, count * 2);
            lastForwardId = Arrays.copyOf(lastForwardId, count * 2);
        }
        ids[count] = id;
        down[count] = false;
        lastForwardId[count] = Long.MIN_VALUE;
        return count++;
    }
}
