package io.dengine.api;

import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A change of one key, by a write or because its lease or TTL ended.
 *
 * @param current the key after the change; after a deletion it has no value, and {@link KeyValue#isDeletion} returns
 *     true
 * @param previous the key before the change; null if it was absent, or if the watch did not ask for previous values
 */
public record WatchEvent(KeyValue current, @Nullable KeyValue previous) {
    /** Returns whether the change deleted the key. */
    public boolean isDeletion() {
        return current.isDeletion();
    }

    /** Returns the key that was changed. */
    public Bytes key() {
        return current.key();
    }

    /** Returns the revision of the change. */
    public long revision() {
        return current.modRevision();
    }
}
