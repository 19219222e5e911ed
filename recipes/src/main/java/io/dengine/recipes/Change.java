package io.dengine.recipes;

import io.dengine.api.KeyRange;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import java.util.function.Predicate;

/**
 * Something that is waited for.
 *
 * @param range where it happens
 * @param fromRevision the first revision at which it may happen
 * @param matters which events there are meant
 */
record Change(KeyRange range, long fromRevision, Predicate<WatchEvent> matters) {
    /** Whatever happens to {@code key} after {@code seenRevision}. */
    static Change of(Bytes key, long seenRevision) {
        return new Change(KeyRange.single(key), seenRevision + 1, event -> true);
    }

    /** Whatever happens in {@code range} after {@code seenRevision}. */
    static Change of(KeyRange range, long seenRevision) {
        return new Change(range, seenRevision + 1, event -> true);
    }

    /** That a key of {@code range} is removed after {@code seenRevision}. */
    static Change removal(KeyRange range, long seenRevision) {
        return new Change(range, seenRevision + 1, WatchEvent::isDeletion);
    }
}
