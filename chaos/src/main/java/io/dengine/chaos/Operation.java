package io.dengine.chaos;

import org.jspecify.annotations.Nullable;

/**
 * One operation of a client on one key, as its client observed it.
 *
 * @param kind the kind of operation
 * @param argument the value of a write, the new value of a swap, or the result of a read
 * @param expected the value that a swap expects; null if it expects the key to be absent
 * @param succeeded whether a swap found the value that it expected
 * @param callNanos the time of the call
 * @param returnNanos the time of the answer, or {@link #NEVER} if the outcome is unknown
 */
record Operation(
        Kind kind,
        @Nullable String argument,
        @Nullable String expected,
        boolean succeeded,
        long callNanos,
        long returnNanos) {
    /**
     * The return time of an unknown outcome: the operation may have been applied at any time since the call, or not at
     * all.
     */
    static final long NEVER = Long.MAX_VALUE;

    /** The kind of an operation. */
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
