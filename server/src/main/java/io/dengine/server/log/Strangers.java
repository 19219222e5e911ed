package io.dengine.server.log;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Writes lines that any client can cause, at most one of each kind per interval. Safe for use by any thread. */
final class Strangers {
    static final int OPERATOR = 1;
    static final int MEMORY = 2;
    static final int ENDED = 3;

    private final RateLimit limit;

    /** @param nanoTime a monotonic clock */
    Strangers(LongSupplier nanoTime) {
        this.limit = new RateLimit(nanoTime);
    }

    /** @param write writes the line; its argument is appended and says how many lines were held back */
    void line(long kind, Consumer<String> write) {
        long heldBack = limit.acquire(kind);
        if (heldBack != RateLimit.HELD_BACK) {
            write.accept(heldBack == 0 ? "" : " (and " + heldBack + " more times before)");
        }
    }
}
