package io.dengine.server.api;

import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One element of a {@link WatchStream}.
 *
 * @param key the key that changed; empty for everything but PUT and DELETE
 * @param value its new value; empty for everything but PUT
 * @param previous the value before the change; null where there was none, or where it was not asked for
 * @param revision of the change; for PROGRESS, everything up to it was delivered; for CANCELED, the last one delivered;
 *     for COMPACTED, the oldest from which a watch can still begin; for OTHER_INCARNATION, the present incarnation
 * @param completes whether all of {@code revision} is delivered with this item, so that a watch from the next revision
 *     on misses nothing
 */
public record WatchItem(
        Type type, Bytes key, Bytes value, @Nullable Bytes previous, long revision, boolean completes) {
    /** The only change of its revision, or no change. */
    public WatchItem(Type type, Bytes key, Bytes value, @Nullable Bytes previous, long revision) {
        this(type, key, value, previous, revision, type != Type.COMPACTED);
    }

    /** What an item tells. */
    public enum Type {
        PUT,
        DELETE,
        /** Nothing changed, and the stream is alive. */
        PROGRESS,
        /** The history the watch should begin with is gone; the stream has ended. */
        COMPACTED,
        /** The watcher was too slow; the stream has ended. */
        CANCELED,
        /** The revision to begin with belongs to another history than this one; the stream has ended. */
        OTHER_INCARNATION;

        /** Whether nothing follows. */
        public boolean isLast() {
            return this == COMPACTED || this == CANCELED || this == OTHER_INCARNATION;
        }
    }
}
