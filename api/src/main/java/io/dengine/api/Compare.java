package io.dengine.api;

import io.dengine.bytes.Bytes;

/**
 * A condition of a {@link Transaction}. Immutable. The numbers of an absent key are 0; a comparison with the value of
 * an absent key never holds.
 *
 * @param key the key that the condition is about
 * @param target the property of the key that is compared
 * @param operator holds between the key's property, on its left, and the operand, on its right
 * @param number the operand, unless {@code target} is {@link Target#VALUE}; else 0
 * @param value the operand if {@code target} is {@link Target#VALUE}, compared as unsigned bytes; else empty
 */
public record Compare(Bytes key, Target target, Operator operator, long number, Bytes value) {
    /** The property of a key that is compared. The order is part of the encoding: append only. */
    public enum Target {
        /** The revision at which the key was created; see {@link KeyValue#createRevision}. */
        CREATE_REVISION,
        /** The revision of the last change of the key; see {@link KeyValue#modRevision}. */
        MOD_REVISION,
        /** The number of changes since the key was created; see {@link KeyValue#version}. */
        VERSION,
        /** The value of the key. */
        VALUE,
        /** The id of the lease that the key is attached to, or 0. */
        LEASE
    }

    /** The comparison operator. The order is part of the encoding: append only. */
    public enum Operator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        GREATER;

        /** Returns whether {@code sign}, as a comparator returns it, satisfies this operator. */
        public boolean accepts(int sign) {
            return switch (this) {
                case EQUAL -> sign == 0;
                case NOT_EQUAL -> sign != 0;
                case LESS -> sign < 0;
                case GREATER -> sign > 0;
            };
        }
    }

    /** Returns a comparison with a number; {@code target} is any but {@link Target#VALUE}. */
    public static Compare number(Bytes key, Target target, Operator operator, long number) {
        return new Compare(key, target, operator, number, Bytes.EMPTY);
    }

    /** Returns a comparison with a value, as unsigned bytes. It never holds for an absent key. */
    public static Compare value(Bytes key, Operator operator, Bytes value) {
        return new Compare(key, Target.VALUE, operator, 0, value);
    }

    /** Returns a condition that holds if the key is absent. */
    public static Compare absent(Bytes key) {
        return number(key, Target.VERSION, Operator.EQUAL, 0);
    }

    /** Returns a condition that holds if the key is present. */
    public static Compare present(Bytes key) {
        return number(key, Target.VERSION, Operator.GREATER, 0);
    }
}
