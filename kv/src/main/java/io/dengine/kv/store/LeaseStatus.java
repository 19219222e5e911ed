package io.dengine.kv.store;

/**
 * A lease at some time of the replicated clock.
 *
 * @param deadlineMillis the time of log entries from which the lease may end, in milliseconds since the epoch
 * @param generation counts the renewals, from 1
 * @param clockMillis the time of the last applied entry
 */
public record LeaseStatus(long leaseId, long ttlMillis, long deadlineMillis, long generation, long clockMillis) {
    /**
     * Returns the time until the lease ends if it is not renewed; 0 or negative if it has expired and is about to
     * end.
     */
    public long remainingMillis() {
        return Math.min(ttlMillis, deadlineMillis - clockMillis);
    }
}
