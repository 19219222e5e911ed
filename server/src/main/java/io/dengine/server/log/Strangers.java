package io.dengine.server.log;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Lines that whoever reaches a port can cause: of each kind at most one in a while. Safe for use by any thread. */
final class Strangers {
    static final int OPERATOR = 1;
    static final int MEMORY = 2;
    static final int ENDED = 3;

    private final RateLimit limit;

    /** @param nanoTime a monotonic clock */
    Strangers(LongSupplier nanoTime) {
        this.limit = new RateLimit(nanoTime);
    }

    /** @param write writes the line, with what it is given at the end: how many were held back */
    void line(long kind, Consumer<String> write) {
        long heldBack = limit.acquire(kind);
        if (heldBack != RateLimit.HELD_BACK) {
            write.accept(heldBack == 0 ? "" : " (and " + heldBack + " more times before)");
        }
    }
}
