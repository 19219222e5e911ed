package io.dengine.engine;

/**
 * How far a leader knows another member to be.
 *
 * @param peerId the member
 * @param matchIndex its log is the leader's up to here
 * @param lagEntries how many entries of the leader's log it is not known to have
 * @param readyToVote whether, as a learner, it has caught up well enough to become a voter
 * @param heard whether it has answered the leader within an election timeout
 */
public record PeerProgress(int peerId, long matchIndex, long lagEntries, boolean readyToVote, boolean heard) {}
