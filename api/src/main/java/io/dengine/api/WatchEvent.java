package io.dengine.api;

import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A change of one key, by a write or by the end of its lease or TTL.
 *
 * @param current the key after the change; after a deletion it has no value, and {@link KeyValue#isDeletion} holds
 * @param previous the key before the change; null if it was absent, or if previous values were not asked for
 */
public record WatchEvent(KeyValue current, @Nullable KeyValue previous) {
    public boolean isDeletion() {
        return current.isDeletion();
    }

    public Bytes key() {
        return current.key();
    }

    /** The revision of the change. */
    public long revision() {
        return current.modRevision();
    }
}
