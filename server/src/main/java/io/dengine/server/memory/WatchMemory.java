package io.dengine.server.memory;

import io.dengine.call.WatchRoom;

/** The memory of the items that wait for one watch of a connection. Closed with the watch, or with the account. */
public final class WatchMemory implements WatchRoom {
    /** A single change is charged at most the budget divided by this. */
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
