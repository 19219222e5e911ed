package io.dengine.api;

import io.dengine.bytes.Bytes;

/**
 * One version of a key.
 *
 * <p>A deletion creates a version too, with {@code version} 0 and an empty value. Reads never return such a version;
 * watch events carry it as the current state of a deleted key.
 *
 * @param key the key
 * @param value the value; empty for a deletion, and where the read did not ask for values
 * @param createRevision the revision at which the key was created, or created again after a deletion; 0 for a deletion
 * @param modRevision the revision of this change
 * @param version the number of changes since the key was created, counting from 1; 0 for a deletion
 * @param leaseId the id of the lease that the key is attached to, or 0; the key is deleted when the lease ends
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long leaseId) {
    /** Returns the key as text in UTF-8; malformed bytes become U+FFFD. */
    public String keyText() {
        return key.toUtf8();
    }

    /** Returns the value as text in UTF-8; malformed bytes become U+FFFD. */
    public String valueText() {
        return value.toUtf8();
    }

    /** Returns whether this version is a deletion. */
    public boolean isDeletion() {
        return version == 0;
    }

    /** Returns this version with {@code other} in place of its value. */
    public KeyValue withValue(Bytes other) {
        return new KeyValue(key, other, createRevision, modRevision, version, leaseId);
    }
}
