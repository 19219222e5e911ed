package io.dengine.api;

import java.time.Duration;

/**
 * The lifetime of a value. Immutable.
 *
 * @param ttlMillis the time in milliseconds after which the value expires unless the key is written again; 0 for no
 *     expiry
 * @param leaseId the lease that the key is attached to; 0 for none. Not together with a TTL
 */
public record PutOptions(long ttlMillis, long leaseId) {
    /** No TTL and no lease: the value lives until it is overwritten or deleted. */
    public static final PutOptions NONE = new PutOptions(0, 0);

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365L * 100);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is negative, or both are set
     */
    public PutOptions {
        if (ttlMillis < 0 || leaseId < 0 || ttlMillis != 0 && leaseId != 0) {
            throw new IllegalArgumentException(
                    "a value takes a positive TTL, or a lease, or neither: TTL " + ttlMillis + " ms, lease " + leaseId);
        }
    }

    /**
     * Returns options for a value that expires {@code ttl} after it was written. The shortest TTL is one millisecond; a
     * TTL of more than 100 years counts as 100 years.
     *
     * @throws IllegalArgumentException if {@code ttl} is less than one millisecond
     */
    public static PutOptions ttl(Duration ttl) {
        if (ttl.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("a TTL must be at least one millisecond but is " + ttl);
        }
        return new PutOptions((ttl.compareTo(LONGEST) > 0 ? LONGEST : ttl).toMillis(), 0);
    }

    /** Returns options for a key that is deleted when {@code lease} ends. */
    public static PutOptions lease(Lease lease) {
        return new PutOptions(0, lease.id());
    }
}
