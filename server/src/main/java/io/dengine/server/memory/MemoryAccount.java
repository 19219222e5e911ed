package io.dengine.server.memory;

import java.util.concurrent.atomic.AtomicBoolean;

/** What one connection holds. Safe for use by any thread. */
public final class MemoryAccount implements AutoCloseable {
    private final MemoryBudget budget;
    private final String name;
    private final Runnable end;
    private final AtomicBoolean ending = new AtomicBoolean();

    // ---- guarded by this
    private long charged = MemoryBudget.CONNECTION_BYTES + MemoryBudget.PREPAID_BYTES;
    private long reserved;
    private boolean closed;

    private volatile long held;

    MemoryAccount(MemoryBudget budget, String name, Runnable end) {
        this.budget = budget;
        this.name = name;
        this.end = end;
    }

    /** For a connection that nobody counts. */
    public static MemoryAccount unlimited() {
        MemoryAccount account = MemoryBudget.unlimited().open("", () -> {});
        if (account == null) {
            throw new IllegalStateException("no room without a limit");
        }
        return account;
    }

    /** Something that this connection may hold, of size 0 at first. */
    public Reservation reservation() {
        return new Reservation(this);
    }

    /** Room for what waits for one watch of this connection. */
    public WatchMemory watch() {
        return new WatchMemory(reservation(), budget.limitBytes());
    }

    /** Whether the connection is to end, since it holds the most. */
    public boolean isEnding() {
        return ending.get();
    }

    /** Gives everything back; nothing more is reserved. Any number of times. */
    @Override
    public void close() {
        long bytes;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            bytes = charged;
            charged = 0;
            held = 0;
        }
        budget.closed(this);
        budget.giveBack(bytes);
    }

    // ---- for reservations

    /** Holds {@code bytes} more, or less where negative; false if there is no room, and then nothing has changed. */
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

    /** Ends the connection. False if that was done before. */
    boolean end() {
        if (!ending.compareAndSet(false, true)) {
            return false;
        }
        end.run();
        return true;
    }
}
