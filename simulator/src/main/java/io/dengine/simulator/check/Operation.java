package io.dengine.simulator.check;

/**
 * One call on one register, as its client observed it. Values are numbers; 0 means that there is no value.
 *
 * @param id the number in reports
 * @param call the kind of the call
 * @param argument the value to write
 * @param expected the value that {@link Call#COMPARE_AND_SWAP} compares with
 * @param result the value that a read returned; for a compare-and-swap 1 if it swapped, otherwise 0
 * @param outcome the outcome as far as the client knows it
 * @param calledAt the time of the call, a number that orders calls and returns
 * @param returnedAt the time of the return; ignored if the outcome is unknown
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
    /** The value that stands for no value. */
    public static final long ABSENT = 0;

    /** The kind of a call. */
    public enum Call {
        READ,
        WRITE,
        COMPARE_AND_SWAP
    }

    /** The outcome of a call as far as its client knows it. */
    public enum Outcome {
        /** The call was applied once, between call and return. */
        OK,
        /** The call was not applied and never will be. */
        FAILED,
        /** The call was applied after it was made, or will be, or never will be. */
        UNKNOWN
    }

    public static Operation read(long id, long result, long calledAt, long returnedAt) {
        return new Operation(id, Call.READ, 0, 0, result, Outcome.OK, calledAt, returnedAt);
    }

    public static Operation write(long id, long value, Outcome outcome, long calledAt, long returnedAt) {
        return new Operation(id, Call.WRITE, value, 0, 0, outcome, calledAt, returnedAt);
    }

    /** Returns the same operation with another time of its call. */
    public Operation calledAt(long time) {
        return new Operation(id, call, argument, expected, result, outcome, time, returnedAt);
    }

    Operation withArgument(long other) {
        return new Operation(id, call, other, expected, result, outcome, calledAt, returnedAt);
    }

    boolean isKnown() {
        return outcome == Outcome.OK;
    }

    /** Returns the register's value after this operation is applied to {@code state}, or {@link #IMPOSSIBLE}. */
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

    /** The result if the operation cannot have had its observed result in that state. */
    static final long IMPOSSIBLE = Long.MIN_VALUE;
}
