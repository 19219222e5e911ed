package io.dengine.kv.ttl;

/**
 * The deadline of a lease or session.
 *
 * @param deadlineMillis the lease or session may end at an entry of this time or a later one
 * @param generation counts the renewals, from 1
 */
public record Renewal(long deadlineMillis, long generation) {
    /** Returns the renewal that follows this one, by an entry of time {@code nowMillis}. */
    public Renewal next(long nowMillis, long ttlMillis) {
        // The log's clock never goes back, but an entry of a lower time must not shorten the time either.
        return new Renewal(Math.max(deadlineMillis, nowMillis + ttlMillis), generation + 1);
    }
}
