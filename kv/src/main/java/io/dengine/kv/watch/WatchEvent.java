package io.dengine.kv.watch;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A change of a key, by a command or because its lease ended.
 *
 * @param current the key after the change; for a deletion, {@link KeyValue#isDeletion} holds and it has no value
 * @param previous the key before the change, or null if it was absent
 */
public record WatchEvent(KeyValue current, @Nullable KeyValue previous) {
    public boolean isDeletion() {
        return current.isDeletion();
    }

    public Bytes key() {
        return current.key();
    }

    /** Returns the approximate memory of the event, in bytes. */
    int weightBytes() {
        KeyValue before = previous;
        return 128
                + current.key().length()
                + current.value().length()
                + (before == null ? 0 : before.value().length());
    }
}
