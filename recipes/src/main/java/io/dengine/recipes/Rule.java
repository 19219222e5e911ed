package io.dengine.recipes;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import java.util.List;

/** Decides when a waiter in a line may pass. A grant stays valid as long as the waiter's key exists. */
interface Rule {
    /** The decision, based on the waiters that came earlier. */
    sealed interface Verdict {
        /** The waiter may pass. */
        record Granted() implements Verdict {}

        /** The waiter waits until one of the keys in this range is removed. */
        record Behind(KeyRange range) implements Verdict {}

        /**
         * The waiter waits until the owner of this key passes, which changes the key, or withdraws, which removes it.
         */
        record BehindOneWhoWaits(Bytes key) implements Verdict {}
    }

    /**
     * Decides whether a waiter may pass.
     *
     * @param before the rows of earlier owners that still exist, in order of arrival
     */
    Verdict judge(List<KeyValue> before);

    /** Lets one owner pass at a time. */
    static Verdict exclusive(List<KeyValue> before) {
        return before.isEmpty() ? new Verdict.Granted() : behind(before.get(before.size() - 1));
    }

    /** Returns the decision to wait until {@code row} is removed. */
    static Verdict behind(KeyValue row) {
        return new Verdict.Behind(KeyRange.single(row.key()));
    }
}
