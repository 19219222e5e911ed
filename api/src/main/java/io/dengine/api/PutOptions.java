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

    public PutOptions {
        if (ttlMillis < 0 || leaseId < 0 || ttlMillis != 0 && leaseId != 0) {
            throw new IllegalArgumentException(
                    "a value takes a positive TTL, or a lease, or neither: TTL " + ttlMillis + " ms, lease " + leaseId);
        }
    }

    /** The value ends {@code ttl} after it was written; from one millisecond. */
    public static PutOptions ttl(Duration ttl) {
        if (ttl.toMillis() < 1) {
            throw new IllegalArgumentException("a TTL must be at least one millisecond but is " + ttl);
        }
        return new PutOptions(ttl.toMillis(), 0);
    }

    /** The value ends when {@code lease} does. */
    public static PutOptions lease(Lease lease) {
        return new PutOptions(0, lease.id());
    }
}
