package io.dengine.server.memory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The limit on the memory that all clients together can make this node hold. Safe for use by any thread.
 *
 * <p>Connections themselves take at most half of it, and a quarter is kept free for them. From the rest, every
 * connection gets what it asks for while there is plenty. The last part is kept for connections that hold little: large
 * requests are then refused, and the connection that holds the most is ended in favour of a smaller one.
 */
public final class MemoryBudget {
    /** The memory that a connection costs before it asks for anything. */
    static final long CONNECTION_BYTES = 16 << 10;

    /** Charged when a connection is opened. A request that keeps the connection within this size is never refused. */
    static final long PREPAID_BYTES = 16 << 10;

    /** A connection that holds no more than this is never ended in favour of others. */
    static final long SMALL_BYTES = 128 << 10;

    private static final long SMALLEST_BUDGET = 8L << 20;

    /**
     * The budget is the heap divided by this. Buffers of sent and received bytes lie outside the heap, with the same
     * limit.
     */
    private static final int PART_OF_HEAP = 4;

    /** Searching for the connection that holds the most takes time, so searches are at least this far apart. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** A listener for refusals. Called by any thread; must be brief. */
    public interface Listener {
        /** A listener that does nothing. */
        Listener NONE = new Listener() {};

        /** Reports that a request for memory was refused. */
        default void refused(long usedBytes, long limitBytes) {}

        /** Reports that a connection is ended because it holds the most memory. */
        default void ended(String connection, long heldBytes) {}
    }

    private final long limitBytes;
    private final Listener listener;
    private final AtomicLong usedBytes = new AtomicLong();
    /** The part of {@link #usedBytes} that connections cost before they ask for anything. */
    private final AtomicLong connectionBytes = new AtomicLong();

    private final LongAdder refusals = new LongAdder();
    private final LongAdder endings = new LongAdder();
    private final Set<MemoryAccount> accounts = ConcurrentHashMap.newKeySet();
    private long lookedNanos = System.nanoTime() - LOOK_NANOS;

    /** @param limitBytes from 1 */
    public MemoryBudget(long limitBytes, Listener listener) {
        if (limitBytes < 1) {
            throw new IllegalArgumentException("a budget of memory must be positive, not " + limitBytes);
        }
        this.limitBytes = limitBytes;
        this.listener = listener;
    }

    /** Returns a budget without a limit, for programs that are their own clients. */
    public static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE, Listener.NONE);
    }

    /** Returns the standard size for the heap of this process: a quarter of it, and at least 8 MiB. */
    public static long standardBytes() {
        return Math.max(SMALLEST_BUDGET, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /**
     * Opens the account of a new connection.
     *
     * @param name identifies the connection in the log
     * @param end ends the connection in favour of others; called at most once, by any thread
     * @return null if there is no room for one more connection
     */
    public @Nullable MemoryAccount open(String name, Runnable end) {
        long bytes = CONNECTION_BYTES + PREPAID_BYTES;
        boolean room = connectionBytes.addAndGet(bytes) <= limitBytes / 2;
        if (usedBytes.addAndGet(bytes) > limitBytes || !room) {
            connectionBytes.addAndGet(-bytes);
            usedBytes.addAndGet(-bytes);
            refused();
            return null;
        }
        MemoryAccount account = new MemoryAccount(this, name, end);
        accounts.add(account);
        return account;
    }

    public long usedBytes() {
        return usedBytes.get();
    }

    public long limitBytes() {
        return limitBytes;
    }

    /** Returns the number of requests that were refused for lack of room. */
    public long refusals() {
        return refusals.sum();
    }

    /** Returns the number of connections that were ended because they held the most memory. */
    public long endings() {
        return endings.sum();
    }

    // ---- for accounts

    /** @param heldBytes the bytes that the account holds if this succeeds */
    boolean take(MemoryAccount account, long bytes, long heldBytes) {
        // The part that is kept for connections counts as used.
        long wanted = usedBytes.addAndGet(bytes) + Math.max(0, limitBytes / 4 - connectionBytes.get());
        if (wanted <= limitBytes - limitBytes / 4) {
            return true;
        }
        if (hasPrecedence(account, heldBytes) && wanted <= limitBytes - limitBytes / 8) {
            return true;
        }
        usedBytes.addAndGet(-bytes);
        refused();
        return false;
    }

    void giveBack(long bytes) {
        usedBytes.addAndGet(-bytes);
    }

    void closed(MemoryAccount account) {
        accounts.remove(account);
        connectionBytes.addAndGet(-(CONNECTION_BYTES + PREPAID_BYTES));
    }

    private void refused() {
        refusals.increment();
        listener.refused(usedBytes.get(), limitBytes);
    }

    /**
     * Returns true if a connection that holds much more is ended in favour of this one, or if this one holds little.
     */
    private boolean hasPrecedence(MemoryAccount account, long heldBytes) {
        MemoryAccount greediest = greediest();
        if (greediest != null && !greediest.equals(account) && heldBytes <= greediest.heldBytes() / 2) {
            long held = greediest.heldBytes();
            if (greediest.end()) {
                endings.increment();
                listener.ended(greediest.name(), held);
            }
            return true;
        }
        return heldBytes <= SMALL_BYTES;
    }

    private synchronized @Nullable MemoryAccount greediest() {
        long now = System.nanoTime();
        if (now - lookedNanos < LOOK_NANOS) {
            return null;
        }
        MemoryAccount found = null;
        for (MemoryAccount account : accounts) {
            boolean large = account.heldBytes() > SMALL_BYTES && !account.isEnding();
            if (large && (found == null || account.heldBytes() > found.heldBytes())) {
                found = account;
            }
        }
        lookedNanos = System.nanoTime();
        return found;
    }
}
