package io.dengine.server.log;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a line of one kind through at most once per interval, and counts the lines that it held back. Safe for any
 * thread.
 */
public final class RateLimit {
    /** Returned by {@link #acquire} for a line that must not be written. */
    public static final long HELD_BACK = -1;

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Kinds are topics times peers. Beyond this number, all further kinds share one window. */
    private static final int MAX_KINDS = 4096;

    private static final long OTHER_KINDS = Long.MIN_VALUE;

    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<Long, Window> windows = new ConcurrentHashMap<>();

    private record Window(long startNanos, long heldBack) {}

    /** @param nanoTime a monotonic clock */
    public RateLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns the number of lines of this kind that were held back since the last one, or {@link #HELD_BACK}. */
    public long acquire(long kind) {
        long now = nanoTime.getAsLong();
        Long key = windows.size() < MAX_KINDS || windows.containsKey(kind) ? kind : OTHER_KINDS;
        long[] result = {HELD_BACK};
        windows.compute(key, (ignored, window) -> next(window, now, result));
        return result[0];
    }

    private static Window next(@Nullable Window window, long now, long[] result) {
        if (window == null || now - window.startNanos() >= INTERVAL_NANOS) {
            result[0] = window == null ? 0 : window.heldBack();
            return new Window(now, 0);
        }
        return new Window(window.startNanos(), window.heldBack() + 1);
    }
}
