package io.dengine.core;

/**
 * How a leader sends its log to another member, for operators.
 *
 * @param mode what the leader knows of the peer's log
 * @param nextIndex the first entry that was not sent yet
 * @param inFlight appends that were sent ahead and have no answer yet
 */
public record PeerFlow(Mode mode, long nextIndex, int inFlight) {
    /** What a leader knows of a peer's log. */
    public enum Mode {
        /** Not where it meets the leader's: one message at a time. */
        PROBE,
        /** It meets the leader's: many messages at a time. */
        PIPELINE,
        /** Its next entry is gone from the leader's log: it gets a snapshot. */
        SNAPSHOT
    }
}
