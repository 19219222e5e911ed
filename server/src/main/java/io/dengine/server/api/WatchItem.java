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
 * @param previous the value before the change; null if there was none, or if it was not requested
 * @param revision of the change; for PROGRESS, everything up to it was delivered; for CANCELED, the last one delivered;
 *     for COMPACTED, the oldest from which a watch can still begin; for OTHER_INCARNATION, the present incarnation
 * @param completes whether all of {@code revision} is delivered with this item, so that a watch from the next
 *     revision misses nothing
 * @param reason the reason of the cancellation; null for everything but CANCELED
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

    /** Creates a change, or an item of another type that has no reason. */
    public WatchItem(Type type, Bytes key, Bytes value, @Nullable Bytes previous, long revision, boolean completes) {
        this(type, key, value, previous, revision, completes, null);
    }

    /** Creates the end of a watch that has delivered everything up to {@code revision}. */
    public static WatchItem canceled(long revision, WatchMessage.Reason reason) {
        return new WatchItem(Type.CANCELED, Bytes.EMPTY, Bytes.EMPTY, null, revision, true, reason);
    }

    /** Returns the reason why nothing follows and what to do, as text for users; null if more items may follow. */
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

    /** Creates an item that is the only change of its revision, or no change. */
    public WatchItem(Type type, Bytes key, Bytes value, @Nullable Bytes previous, long revision) {
        this(type, key, value, previous, revision, type != Type.COMPACTED);
    }

    /** The kind of an item. */
    public enum Type {
        PUT,
        DELETE,
        /** A progress notification: nothing changed, and the stream is alive. */
        PROGRESS,
        /** The revision that the watch starts from is compacted; the stream has ended. */
        COMPACTED,
        /** This node cannot continue the watch; the stream has ended. */
        CANCELED,
        /** The start revision belongs to another history than the current one; the stream has ended. */
        OTHER_INCARNATION;

        /** Returns whether the stream ends with this item. */
        public boolean isLast() {
            return this == COMPACTED || this == CANCELED || this == OTHER_INCARNATION;
        }
    }
}
