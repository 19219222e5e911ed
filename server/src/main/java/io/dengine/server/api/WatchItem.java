package io.dengine.server.api;

import io.dengine.bytes.Bytes;
import io.dengine.kv.watch.WatchMessage;
import java.util.Objects;
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
 * @param reason why it was canceled; null for everything but CANCELED
 */
public record WatchItem(
        Type type,
        Bytes key,
        Bytes value,
        @Nullable Bytes previous,
        long revision,
        boolean completes,
        WatchMessage.@Nullable Reason reason) {
    public WatchItem {
        if ((type == Type.CANCELED) != (reason != null)) {
            throw new IllegalArgumentException("a watch is canceled for a reason, and nothing else has one");
        }
    }

    /** A change, or a mark. */
    public WatchItem(Type type, Bytes key, Bytes value, @Nullable Bytes previous, long revision, boolean completes) {
        this(type, key, value, previous, revision, completes, null);
    }

    /** The end of a watch in which everything up to {@code revision} was delivered. */
    public static WatchItem canceled(long revision, WatchMessage.Reason reason) {
        return new WatchItem(Type.CANCELED, Bytes.EMPTY, Bytes.EMPTY, null, revision, true, reason);
    }

    /** Why nothing follows, and what to do, for people; null if more may follow. */
    public @Nullable String end() {
        return switch (type) {
            case PUT, DELETE, PROGRESS -> null;
            case COMPACTED ->
                "The changes to begin with are no longer kept. Read the present state, and watch from its revision on.";
            case OTHER_INCARNATION ->
                "The cluster has begun another history: it was restored from a backup, a loss was accepted, or its"
                        + " nodes lost their disks. Read the present state, and watch from its revision on.";
            case CANCELED -> Objects.requireNonNull(reason).text();
        };
    }

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
        /** This node cannot go on with it; the stream has ended. */
        CANCELED,
        /** The revision to begin with belongs to another history than this one; the stream has ended. */
        OTHER_INCARNATION;

        /** Whether nothing follows. */
        public boolean isLast() {
            return this == COMPACTED || this == CANCELED || this == OTHER_INCARNATION;
        }
    }
}
