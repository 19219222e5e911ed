package io.dengine.core;

/**
 * The state in which a leader sends its log to another member.
 *
 * @param mode how much the leader sends at a time
 * @param nextIndex the first entry that has not been sent yet
 * @param inFlight the number of appends that were sent ahead and are unanswered
 */
public record PeerFlow(Mode mode, long nextIndex, int inFlight) {
    /** The amount that a leader sends at a time, by what it knows of the peer's log. */
    public enum Mode {
        /** The leader does not know where the logs match: it sends one message at a time until an answer shows it. */
        PROBE,
        /** The logs match: many messages are in flight, and the next index advances when a message is sent. */
        PIPELINE,
        /** The peer's next entry is no longer in the leader's log: a snapshot is being sent. */
        SNAPSHOT
    }
}
