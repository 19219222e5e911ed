package io.dengine.api;

import io.dengine.bytes.Bytes;

/** A step of a {@link Transaction}. Steps are taken in order, and each sees what those before it did. */
public sealed interface Operation {
    /**
     * Stores a value. A branch may put a key only once, and may not both put and delete it.
     *
     * @param ttlMillis how long the key lives unless it is written again; 0 for no end. A put without TTL ends an
     *     earlier one
     * @param leaseId the lease that the key ends with, 0 for none; not together with a TTL
     */
    record Put(Bytes key, Bytes value, long ttlMillis, long leaseId) implements Operation {
        public Put(Bytes key, Bytes value) {
            this(key, value, 0, 0);
        }
    }

    /** Removes a key, and answers with what it held. */
    record Delete(Bytes key) implements Operation {}

    /** Removes the keys of a range, and answers how many there were. */
    record DeleteRange(Bytes first, Bytes endExclusive) implements Operation {}

    /** Reads a key. */
    record Get(Bytes key) implements Operation {}

    /** Reads the first {@code limit} keys of a range, in order. */
    record GetRange(Bytes first, Bytes endExclusive, int limit) implements Operation {}
}
