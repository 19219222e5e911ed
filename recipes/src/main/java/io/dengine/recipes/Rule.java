package io.dengine.recipes;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import java.util.List;

/** When somebody in a line may go. What was granted once is granted as long as the key is there. */
interface Rule {
    /** What follows from who came earlier. */
    sealed interface Verdict {
        /** Go. */
        record Granted() implements Verdict {}

        /** Wait until one of the keys in this range is removed. */
        record Behind(KeyRange range) implements Verdict {}

        /** Wait until the owner of this key goes, which changes the key, or gives up, which removes it. */
        record BehindOneWhoWaits(Bytes key) implements Verdict {}
    }

    /**
     * Judges.
     *
     * @param before those who came earlier and are there, in order of arrival
     */
    Verdict judge(List<KeyValue> before);

    /** One at a time. */
    static Verdict exclusive(List<KeyValue> before) {
        return before.isEmpty() ? new Verdict.Granted() : behind(before.get(before.size() - 1));
    }

    /** Wait until {@code row} is removed. */
    static Verdict behind(KeyValue row) {
        return new Verdict.Behind(KeyRange.single(row.key()));
    }
}
