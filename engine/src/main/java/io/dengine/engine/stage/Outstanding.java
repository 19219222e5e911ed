package io.dengine.engine.stage;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands that were sent to a leader and not answered yet. Their ids count up, so that a ring finds them without a
 * map. Owned by the core's thread.
 */
final class Outstanding {
    private static final int CAPACITY = 1 << 14;
    private static final int MASK = CAPACITY - 1;

    private final @Nullable CommandRequest[] requests = new CommandRequest[CAPACITY];
    private final long[] ids = new long[CAPACITY];
    private final int[] peers = new int[CAPACITY];
    private final long firstId;
    private long lastId;

    /**
     * Creates an empty ring.
     *
     * @param firstId below every id, as {@link #firstIdOf} determines it
     */
    Outstanding(long firstId) {
        this.firstId = firstId;
        lastId = firstId;
    }

    /**
     * Returns where the ids of a run of the node begin. A leader may answer what a former run has sent, so ids of two
     * runs must not overlap, whatever the clock shows: a wall clock may show the same time again.
     *
     * @param seed random, and new with each run
     */
    static long firstIdOf(long seed) {
        return new SplittableRandom(seed).nextLong() >>> 2;
    }

    /** Adds a request. Returns the id to send with it, or 0 if there is no room. */
    long add(CommandRequest request, int peer) {
        long id = ++lastId;
        int slot = (int) (id & MASK);
        CommandRequest present = requests[slot];
        if (present != null) {
            if (!present.isAnswered()) {
                return 0;
            }
            present.leave();
        }
        requests[slot] = request;
        ids[slot] = id;
        peers[slot] = peer;
        return id;
    }

    /** Removes and returns the request that was sent to {@code peer} with this id, or returns null if there is none. */
    @Nullable
    CommandRequest remove(long id, int peer) {
        int slot = (int) (id & MASK);
        CommandRequest present = requests[slot];
        if (present == null || ids[slot] != id || peers[slot] != peer) {
            return null;
        }
        requests[slot] = null;
        return present;
    }

    /** Removes the request with this id. Returns false if it is not here. */
    boolean remove(long id) {
        int slot = (int) (id & MASK);
        if (requests[slot] == null || ids[slot] != id) {
            return false;
        }
        requests[slot] = null;
        return true;
    }

    /** Removes everything that was sent to {@code peer}, the oldest first. */
    void removeAll(int peer, Consumer<CommandRequest> target) {
        for (long id = Math.max(firstId, lastId - CAPACITY) + 1; id <= lastId; id++) {
            int slot = (int) (id & MASK);
            CommandRequest present = requests[slot];
            if (present != null && peers[slot] == peer) {
                requests[slot] = null;
                target.accept(present);
            }
        }
    }
}
