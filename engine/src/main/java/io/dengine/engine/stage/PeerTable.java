package io.dengine.engine.stage;

import java.util.Arrays;

/** What the core stage remembers of each connection. A handful of peers: searching an array is all it takes. */
final class PeerTable {
    private int[] ids = new int[4];
    private boolean[] down = new boolean[4];
    private long[] lastForwardId = new long[4];
    private int count;

    /** A peer counts as reachable until the transport says otherwise. */
    boolean isDown(int id) {
        int slot = slotOf(id); // first, as it may make the arrays anew
        return down[slot];
    }

    void setDown(int id, boolean isDown) {
        int slot = slotOf(id);
        down[slot] = isDown;
        lastForwardId[slot] = Long.MIN_VALUE; // a new connection, perhaps from a new process, counts anew
    }

    /** Whether this command is new: one connection numbers them upwards, so anything else is a repetition. */
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
