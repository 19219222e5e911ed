package io.dengine.kv.ttl;

/**
 * Until when something lives.
 *
 * @param deadlineMillis it may end at entries that were stamped with this time or a later one
 * @param generation counts the renewals, from 1
 */
public record Renewal(long deadlineMillis, long generation) {
    /** The renewal that follows this one, by an entry of time {@code nowMillis}. */
    public Renewal next(long nowMillis, long ttlMillis) {
        // The log's clock never goes back, but an entry of a lower time must not shorten a life either.
        return new Renewal(Math.max(deadlineMillis, nowMillis + ttlMillis), generation + 1);
    }
}
