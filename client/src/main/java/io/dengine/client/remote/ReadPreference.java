package io.dengine.client.remote;

/** Which node answers reads that any node can answer, those of {@link io.dengine.api.ReadLevel#EVENTUAL}. */
public enum ReadPreference {
    /** Any; of two picked at random, the one with less under way. */
    BALANCED,
    /** The leader as long as it is known and reached: the answers are fresh, and the leader has the work. */
    LEADER,
    /** Any but the leader, which has the writes to do; the leader if no other is reached. */
    FOLLOWERS
}
