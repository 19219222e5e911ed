package io.dengine.server.memory;

import io.dengine.call.WatchRoom;

/** What waits for one watch of a connection. Ends with the watch, or with the account of the connection. */
public final class WatchMemory implements WatchRoom {
    /** A single change counts for no more than this part of the budget. */
    private static final int PART_FOR_ONE = 8;

    private final Reservation held;
    private final long mostForOne;

    WatchMemory(Reservation held, long limitBytes) {
        this.held = held;
        this.mostForOne = limitBytes / PART_FOR_ONE;
    }

    @Override
    public boolean take(long bytes) {
        return held.change(bytes);
    }

    @Override
    public long mostForOne() {
        return mostForOne;
    }
}
