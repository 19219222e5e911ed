package io.dengine.recipes;

import io.dengine.api.KeyRange;
import io.dengine.api.Rows;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import java.util.function.Predicate;

/**
 * A change of keys to wait for.
 *
 * @param range the keys that are watched
 * @param fromRevision the first revision at which the change may happen
 * @param incarnation the incarnation of the cluster that this revision belongs to; 0 where the loss of the owner's
 *     lease already reports a new incarnation
 * @param matters selects the events that count
 */
record Change(KeyRange range, long fromRevision, long incarnation, Predicate<WatchEvent> matters) {
    /** Any change of {@code key}, a key under the caller's own lease, after {@code seenRevision}. */
    static Change ofOwn(Bytes key, long seenRevision) {
        return new Change(KeyRange.single(key), seenRevision + 1, 0, event -> true);
    }

    /** The removal of {@code key}, a key under the caller's own lease, after {@code seenRevision}. */
    static Change removalOfOwn(Bytes key, long seenRevision) {
        return new Change(KeyRange.single(key), seenRevision + 1, 0, WatchEvent::isDeletion);
    }

    /** Any change in {@code range} after {@code seen}. */
    static Change of(KeyRange range, Rows seen) {
        return new Change(range, seen.revision() + 1, seen.incarnation(), event -> true);
    }

    /** The removal of any key in {@code range} after {@code seen}. */
    static Change removal(KeyRange range, Rows seen) {
        return new Change(range, seen.revision() + 1, seen.incarnation(), WatchEvent::isDeletion);
    }
}
