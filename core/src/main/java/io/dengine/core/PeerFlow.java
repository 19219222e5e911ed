package io.dengine.core;

/**
 * How a leader sends its log to another member.
 *
 * @param mode how much the leader sends at a time
 * @param nextIndex the first entry that was not sent yet
 * @param inFlight appends that were sent ahead and have no answer yet
 */
public record PeerFlow(Mode mode, long nextIndex, int inFlight) {
    /** How much a leader sends at a time, by what it knows of the peer's log. */
    public enum Mode {
        /** It is not known where the logs meet: one message at a time until an answer tells. */
        PROBE,
        /** The logs meet: many messages in flight, the next index advanced when sending. */
        PIPELINE,
        /** Its next entry is gone from the leader's log: a snapshot is on its way. */
        SNAPSHOT
    }
}
