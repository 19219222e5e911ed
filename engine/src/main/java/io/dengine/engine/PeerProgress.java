package io.dengine.engine;

/**
 * How far a leader knows another member to be.
 *
 * @param peerId the member
 * @param matchIndex its log is the leader's up to here
 * @param lagEntries how many entries of the leader's log it is not known to have
 */
public record PeerProgress(int peerId, long matchIndex, long lagEntries) {}
