package io.dengine.engine;

import io.dengine.core.PeerFlow;

/**
 * A leader's knowledge of the progress of another member.
 *
 * @param peerId the id of the member
 * @param matchIndex the last index up to which its log is known to match the leader's
 * @param lagEntries the number of entries of the leader's log that it is not known to have
 * @param readyToVote whether, as a learner, it has caught up well enough to become a voter
 * @param heard whether it has answered the leader within an election timeout
 * @param flow how the leader sends to it
 * @param roundTripNanos the smoothed time that it takes to answer; -1 if it has not answered this node yet
 */
public record PeerProgress(
        int peerId,
        long matchIndex,
        long lagEntries,
        boolean readyToVote,
        boolean heard,
        PeerFlow flow,
        long roundTripNanos) {}
