package io.dengine.engine;

import io.dengine.core.PeerFlow;

/**
 * How far a leader knows another member to be.
 *
 * @param peerId the member
 * @param matchIndex its log is the leader's up to here
 * @param lagEntries how many entries of the leader's log it is not known to have
 * @param readyToVote whether, as a learner, it has caught up well enough to become a voter
 * @param heard whether it has answered the leader within an election timeout
 * @param flow how the leader sends to it
 * @param roundTripNanos how long it takes to answer, smoothed; -1 where it has not answered this node yet
 */
public record PeerProgress(
        int peerId,
        long matchIndex,
        long lagEntries,
        boolean readyToVote,
        boolean heard,
        PeerFlow flow,
        long roundTripNanos) {}
