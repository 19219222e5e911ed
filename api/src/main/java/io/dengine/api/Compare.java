package io.dengine.api;

import io.dengine.bytes.Bytes;

/**
 * A condition of a {@link Transaction}. The numbers of an absent key are 0; a comparison with the value of an
 * absent key never holds.
 *
 * @param number what {@code target} is compared with, unless that is the value
 * @param value what the value is compared with, as unsigned bytes; else empty
 */
public record Compare(Bytes key, Target target, Operator operator, long number, Bytes value) {
    /** What is compared. The order is part of the encoding: append only. */
    public enum Target {
        CREATE_REVISION,
        MOD_REVISION,
        VERSION,
        VALUE,
        LEASE
    }

    /** How it is compared. The order is part of the encoding: append only. */
    public enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        GREATER;

        /** Whether {@code sign}, as a comparator answers it, is what this operator asks for. */
        public boolean accepts(int sign) {
            return switch (this) {
                case EQUAL -> sign == 0;
                case NOT_EQUAL -> sign != 0;
                case LESS -> sign < 0;
                case GREATER -> sign > 0;
            };
        }
    }

    /** Compares one of the numbers. */
    public static Compare number(Bytes key, Target target, Operator operator, long number) {
        return new Compare(key, target, operator, number, Bytes.EMPTY);
    }

    /** Compares the value. */
    public static Compare value(Bytes key, Operator operator, Bytes value) {
        return new Compare(key, Target.VALUE, operator, 0, value);
    }

    /** The key must be absent. */
    public static Compare absent(Bytes key) {
        return number(key, Target.VERSION, Operator.EQUAL, 0);
    }

    /** The key must be present. */
    public static Compare present(Bytes key) {
        return number(key, Target.VERSION, Operator.GREATER, 0);
    }
}
