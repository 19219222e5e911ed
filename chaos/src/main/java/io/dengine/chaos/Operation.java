package io.dengine.chaos;

import org.jspecify.annotations.Nullable;

/**
 * One operation of a client on one key, as the client saw it.
 *
 * @param kind what was asked
 * @param argument the value of a write or the new value of a swap; for a read, what it returned
 * @param expected what a swap expected; null is that the key is absent
 * @param succeeded whether a swap found what it expected
 * @param callNanos when it began
 * @param returnNanos when its answer came, or {@link #NEVER} if its outcome is unknown
 */
record Operation(
        Kind kind,
        @Nullable String argument,
        @Nullable String expected,
        boolean succeeded,
        long callNanos,
        long returnNanos) {
    /** The outcome is unknown: it may have happened at any time since the call, or not at all. */
    static final long NEVER = Long.MAX_VALUE;

    /** What can be asked. */
    enum Kind {
        READ,
        WRITE,
        SWAP
    }

    static Operation read(@Nullable String found, long callNanos, long returnNanos) {
        return new Operation(Kind.READ, found, null, true, callNanos, returnNanos);
    }

    static Operation write(String value, long callNanos, long returnNanos) {
        return new Operation(Kind.WRITE, value, null, true, callNanos, returnNanos);
    }

    boolean isCertain() {
        return returnNanos != NEVER;
    }
}
