package io.dengine.testkit.check;

/**
 * One call on one register, as its client saw it. Values are numbers, and 0 is the absence of a value.
 *
 * @param id the number in reports
 * @param call the kind of the call
 * @param argument the value to write
 * @param expected the value that {@link Call#COMPARE_AND_SWAP} compares with
 * @param result the value that a read returned; for a compare-and-swap 1 if it swapped, else 0
 * @param outcome the client's knowledge of the outcome
 * @param calledAt a number that orders calls and returns
 * @param returnedAt the same for the answer; ignored where the outcome is unknown
 */
public record Operation(
        long id,
        Call call,
        long argument,
        long expected,
        long result,
        Outcome outcome,
        long calledAt,
        long returnedAt) {
    /** No value. */
    public static final long ABSENT = 0;

    /** The kind of a call. */
    public enum Call {
        READ,
        WRITE,
        COMPARE_AND_SWAP
    }

    /** A client's knowledge of the outcome of its call. */
    public enum Outcome {
        /** The call took effect, once, between call and return. */
        OK,
        /** The call never took effect and never will. */
        FAILED,
        /** The call took effect at some time after it was made, or will, or never will. */
        UNKNOWN
    }

    public static Operation read(long id, long result, long calledAt, long returnedAt) {
        return new Operation(id, Call.READ, 0, 0, result, Outcome.OK, calledAt, returnedAt);
    }

    public static Operation write(long id, long value, Outcome outcome, long calledAt, long returnedAt) {
        return new Operation(id, Call.WRITE, value, 0, 0, outcome, calledAt, returnedAt);
    }

    Operation withArgument(long other) {
        return new Operation(id, call, other, expected, result, outcome, calledAt, returnedAt);
    }

    boolean isKnown() {
        return outcome == Outcome.OK;
    }

    /** Returns the register's value after this operation took effect on {@code state}, or {@link #IMPOSSIBLE}. */
    long applyTo(long state) {
        return switch (call) {
            case READ -> state == result ? state : IMPOSSIBLE;
            case WRITE -> argument;
            case COMPARE_AND_SWAP -> {
                boolean swaps = state == expected;
                boolean agrees = outcome == Outcome.UNKNOWN || swaps == (result == 1);
                yield !agrees ? IMPOSSIBLE : swaps ? argument : state;
            }
        };
    }

    /** Returned where the operation cannot have had its result in that state. */
    static final long IMPOSSIBLE = Long.MIN_VALUE;
}
