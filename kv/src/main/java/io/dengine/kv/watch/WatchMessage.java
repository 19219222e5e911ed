package io.dengine.kv.watch;

import io.dengine.api.WatchEvent;
import java.util.List;

/** A message that a subscription delivers. */
public sealed interface WatchMessage {
    /** Returns whether no message follows. */
    default boolean isLast() {
        return this instanceof Canceled || this instanceof Compacted || this instanceof OtherIncarnation;
    }

    /** All matching changes of a revision; at least one. */
    record Events(long revision, List<WatchEvent> events) implements WatchMessage {
        public Events {
            events = List.copyOf(events);
        }
    }

    /** A progress notification: every matching change up to {@code revision} was delivered before this. */
    record Progress(long revision) implements WatchMessage {}

    /**
     * The last message: the changes to start with were compacted. Read the state, then watch from a later revision.
     */
    record Compacted(long oldestRevision) implements WatchMessage {}

    /**
     * The last message: this is another history than the one that was watched, and its revisions name other states.
     * Read the state, then watch from its revision on.
     */
    record OtherIncarnation(long incarnation) implements WatchMessage {}

    /**
     * The last message: this node ends the watch. Every matching change up to {@code lastDeliveredRevision} was
     * delivered: watch again from the next revision.
     */
    record Canceled(long lastDeliveredRevision, Reason reason) implements WatchMessage {}

    /** The reason why a node ends a watch that could continue elsewhere, or later. */
    enum Reason {
        TOO_SLOW("The watcher was too slow: more changes were waiting for it than a watch may leave unread."),
        NO_MEMORY("This node has no memory left for the changes that wait for the watcher: it was too slow for a node"
                + " whose clients leave much unread."),
        STOPPING("This node stops."),
        STATE_REPLACED("The state of this node was replaced, by a snapshot or after an accepted loss, so it does not"
                + " know what changed meanwhile."),
        STARTING("This node does not know yet which history of the cluster it is in.");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        /** Returns what happened and what to do, as text for people. */
        public String text() {
            return sentence + " Watch again from the revision after the last one delivered: nothing is missed then.";
        }
    }
}
