package io.dengine.client.remote;

/** Selects the node for reads that any node can answer, those of {@link io.dengine.api.ReadLevel#EVENTUAL}. */
public enum ReadPreference {
    /** Any node: of two picked at random, the one with fewer calls in flight. */
    BALANCED,
    /** The leader while it is known and connected: answers are fresh, but the leader does the work. */
    LEADER,
    /** Any node but the leader, which has the writes to handle; the leader if no other node is connected. */
    FOLLOWERS
}
