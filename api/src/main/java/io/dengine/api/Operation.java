package io.dengine.api;

import io.dengine.bytes.Bytes;

/**
 * An operation of a {@link Transaction}. Operations are executed in order, and each sees the effects of those before
 * it.
 */
public sealed interface Operation {
    /**
     * Stores a value. A branch may put a key only once, and may not both put and delete it.
     *
     * @param key the key
     * @param value the value
     * @param ttlMillis the time in milliseconds after which the key expires unless it is written again, up to 100
     *     years; 0 for no expiry. A put without TTL removes the TTL that the key had
     * @param leaseId the lease to attach the key to, 0 for none; not together with a TTL
     */
    record Put(Bytes key, Bytes value, long ttlMillis, long leaseId) implements Operation {
        /** Creates a put without TTL and lease. */
        public Put(Bytes key, Bytes value) {
            this(key, value, 0, 0);
        }
    }

    /** Deletes a key. The result's rows hold the key as it was before, if it was present. */
    record Delete(Bytes key) implements Operation {}

    /** Deletes the keys of a range. The result has their number. */
    record DeleteRange(Bytes first, Bytes endExclusive) implements Operation {}

    /** Reads a key. The result has no row if the key is absent. */
    record Get(Bytes key) implements Operation {}

    /** Reads the first {@code limit} keys of a range, from 1, in ascending order. */
    record GetRange(Bytes first, Bytes endExclusive, int limit) implements Operation {}
}
