package io.dengine.recipes;

import io.dengine.api.KeyRange;
import io.dengine.api.Rows;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import java.util.function.Predicate;

/**
 * Something that is waited for.
 *
 * @param range where it happens
 * @param fromRevision the first revision at which it may happen
 * @param incarnation the history that this revision belongs to; 0 where a lease that is watched tells of another one
 * @param matters which events there are meant
 */
record Change(KeyRange range, long fromRevision, long incarnation, Predicate<WatchEvent> matters) {
    /** Whatever happens to {@code key}, which ends with a lease of one's own, after {@code seenRevision}. */
    static Change ofOwn(Bytes key, long seenRevision) {
        return new Change(KeyRange.single(key), seenRevision + 1, 0, event -> true);
    }

    /** That {@code key}, which ends with a lease of one's own, is removed after {@code seenRevision}. */
    static Change removalOfOwn(Bytes key, long seenRevision) {
        return new Change(KeyRange.single(key), seenRevision + 1, 0, WatchEvent::isDeletion);
    }

    /** Whatever happens in {@code range} after {@code seen}. */
    static Change of(KeyRange range, Rows seen) {
        return new Change(range, seen.revision() + 1, seen.incarnation(), event -> true);
    }

    /** That a key of {@code range} is removed after {@code seen}. */
    static Change removal(KeyRange range, Rows seen) {
        return new Change(range, seen.revision() + 1, seen.incarnation(), WatchEvent::isDeletion);
    }
}
