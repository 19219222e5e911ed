package io.dengine.server.memory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How much memory all clients together can make this node hold. Safe for use by any thread.
 *
 * <p>Connections themselves take half of it at most, and a quarter is kept free for them. Of the rest, everybody gets
 * what it asks for while there is plenty; the last part is for those who hold little: a large request is refused then,
 * and the connection that holds most is ended in favour of a smaller one.
 */
public final class MemoryBudget {
    /** What a connection costs before it asks for anything. */
    static final long CONNECTION_BYTES = 16 << 10;

    /** Part of what a connection is charged at its beginning: what it holds up to here never is refused. */
    static final long PREPAID_BYTES = 16 << 10;

    /** Who holds no more than this is never ended in favour of others. */
    static final long SMALL_BYTES = 128 << 10;

    private static final long SMALLEST_BUDGET = 8L << 20;

    /** The budget's part of the heap. What is sent and received lies outside of the heap, within the same size. */
    private static final int PART_OF_HEAP = 4;

    /** Looking for the greediest takes time: not more often than this. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Is told of what had to be refused. Any thread; must be brief. */
    public interface Listener {
        /** Nobody wants to know. */
        Listener NONE = new Listener() {};

        /** Something was refused. */
        default void refused(long usedBytes, long limitBytes) {}

        /** A connection is ended for holding the most. */
        default void ended(String connection, long heldBytes) {}
    }

    private final long limitBytes;
    private final Listener listener;
    private final AtomicLong usedBytes = new AtomicLong();
    /** The part of what is used that connections cost before they ask for anything. */
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

    /** No limit, for programs whose clients are themselves. */
    public static MemoryBudget unlimited() {
        return new MemoryBudget(Long.MAX_VALUE, Listener.NONE);
    }

    /** What suits the heap of this process: a quarter of it. */
    public static long standardBytes() {
        return Math.max(SMALLEST_BUDGET, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /**
     * Begins a connection.
     *
     * @param name who it is, for people
     * @param end ends the connection in favour of others; called once at most, by any thread
     * @return null if there is no room for one more
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

    /** How often something was refused for lack of room. */
    public long refusals() {
        return refusals.sum();
    }

    /** How many connections were ended for holding the most. */
    public long endings() {
        return endings.sum();
    }

    // ---- for accounts

    /** @param heldBytes what the account will hold then */
    boolean take(MemoryAccount account, long bytes, long heldBytes) {
        // What is kept for connections counts as if it was used.
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

    /** Whether somebody else holds so much more that it is ended, or this one holds next to nothing. */
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
