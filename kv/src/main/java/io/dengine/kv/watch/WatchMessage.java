package io.dengine.kv.watch;

import java.util.List;

/** What a subscription delivers. */
public sealed interface WatchMessage {
    /** Whether nothing follows. */
    default boolean isLast() {
        return this instanceof Canceled || this instanceof Compacted || this instanceof OtherIncarnation;
    }

    /** The matching changes of a revision, all of them; at least one. */
    record Events(long revision, List<WatchEvent> events) implements WatchMessage {
        public Events {
            events = List.copyOf(events);
        }
    }

    /** Every matching change up to {@code revision} was delivered before this. */
    record Progress(long revision) implements WatchMessage {}

    /** The last message: the changes to begin with are gone. Read the state, then watch from a later revision. */
    record Compacted(long oldestRevision) implements WatchMessage {}

    /**
     * The last message: this is another history than the one that was watched, in which revisions stand for other
     * states. Read the state, then watch from its revision on.
     */
    record OtherIncarnation(long incarnation) implements WatchMessage {}

    /**
     * The last message: the watcher was too slow, or this node cannot go on. Every matching change up to
     * {@code lastDeliveredRevision} was delivered: watch again from the one after it.
     */
    record Canceled(long lastDeliveredRevision) implements WatchMessage {}
}
