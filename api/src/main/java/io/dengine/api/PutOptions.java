package io.dengine.api;

import java.time.Duration;

/**
 * How long a value lives. Immutable.
 *
 * @param ttlMillis it ends after so many milliseconds, unless the key is written again; 0 for no end of its own
 * @param leaseId it ends with this lease; 0 for none. Not together with a TTL
 */
public record PutOptions(long ttlMillis, long leaseId) {
    /** The value lives until it is overwritten or deleted. */
    public static final PutOptions NONE = new PutOptions(0, 0);

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365L * 100);

    public PutOptions {
        if (ttlMillis < 0 || leaseId < 0 || ttlMillis != 0 && leaseId != 0) {
            throw new IllegalArgumentException(
                    "a value takes a positive TTL, or a lease, or neither: TTL " + ttlMillis + " ms, lease " + leaseId);
        }
    }

    /** The value ends {@code ttl} after it was written: from one millisecond; more than 100 years count as 100. */
    public static PutOptions ttl(Duration ttl) {
        if (ttl.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("a TTL must be at least one millisecond but is " + ttl);
        }
        return new PutOptions((ttl.compareTo(LONGEST) > 0 ? LONGEST : ttl).toMillis(), 0);
    }

    /** The value ends when {@code lease} does. */
    public static PutOptions lease(Lease lease) {
        return new PutOptions(0, lease.id());
    }
}
