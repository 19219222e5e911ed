package io.dengine.server.memory;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The memory that one connection holds. Safe for use by any thread.
 *
 * <p>Work that the connection has begun may outlive it. Its memory stays charged to the budget until the work has
 * ended, so that reconnecting does not help a client to have more work under way.
 */
public final class MemoryAccount implements AutoCloseable {
    private final MemoryBudget budget;
    private final String name;
    private final Runnable end;
    private final AtomicBoolean ending = new AtomicBoolean();

    // ---- guarded by this
    private long charged = MemoryBudget.CONNECTION_BYTES + MemoryBudget.PREPAID_BYTES;
    private long reserved;
    /** The part of {@link #reserved} that belongs to work, which goes on after the connection is closed. */
    private long workBytes;

    private boolean closed;

    private volatile long held;

    MemoryAccount(MemoryBudget budget, String name, Runnable end) {
        this.budget = budget;
        this.name = name;
        this.end = end;
    }

    /** Returns an account for a connection that no budget limits. */
    public static MemoryAccount unlimited() {
        MemoryAccount account = MemoryBudget.unlimited().open("", () -> {});
        if (account == null) {
            throw new IllegalStateException("no room without a limit");
        }
        return account;
    }

    /** Returns a new reservation of this connection, of size 0 at first. */
    public Reservation reservation() {
        return new Reservation(this);
    }

    /** Returns the room for the items that wait for one watch of this connection. */
    public WatchMemory watch() {
        return new WatchMemory(reservation(), budget.limitBytes());
    }

    /**
     * Reserves memory for work until {@link #endWork}, even if this account is closed meanwhile. Returns false, and
     * changes nothing, if there is no room.
     */
    public synchronized boolean beginWork(long bytes) {
        if (!change(bytes)) {
            return false;
        }
        workBytes += bytes;
        return true;
    }

    /** Gives back what {@link #beginWork} reserved. */
    public synchronized void endWork(long bytes) {
        workBytes -= bytes;
        if (closed) {
            budget.giveBack(bytes);
        } else {
            change(-bytes);
        }
    }

    /** Returns whether the budget has chosen to end this connection because it holds the most memory. */
    public boolean isEnding() {
        return ending.get();
    }

    /**
     * Gives all memory back but that of work under way; later requests for more are refused. Can be called any number
     * of times.
     */
    @Override
    public void close() {
        long bytes;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            bytes = charged - workBytes;
            charged = 0;
            held = 0;
        }
        budget.closed(this);
        budget.giveBack(bytes);
    }

    // ---- for reservations

    /** Holds {@code bytes} more, or fewer if negative. Returns false, and changes nothing, if there is no room. */
    synchronized boolean change(long bytes) {
        if (closed || bytes > 0 && ending.get()) {
            return bytes <= 0;
        }
        long wanted = MemoryBudget.CONNECTION_BYTES + Math.max(MemoryBudget.PREPAID_BYTES, reserved + bytes);
        if (wanted > charged && !budget.take(this, wanted - charged, reserved + bytes)) {
            return false;
        }
        if (wanted < charged) {
            budget.giveBack(charged - wanted);
        }
        reserved += bytes;
        charged = wanted;
        held = reserved;
        return true;
    }

    // ---- for the budget

    String name() {
        return name;
    }

    long heldBytes() {
        return held;
    }

    /** Ends the connection. Returns false if it was ended before. */
    boolean end() {
        if (!ending.compareAndSet(false, true)) {
            return false;
        }
        end.run();
        return true;
    }
}
