package io.dengine.api;

import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One version of a key. Immutable. The store extends this class with the links that it needs to find older versions.
 *
 * <p>A deletion creates a version too, with {@link #version} 0 and an empty value. Reads never return such a version;
 * watch events carry it as the current state of a deleted key.
 */
public class KeyValue {
    private final Bytes key;
    private final Bytes value;
    private final long createRevision;
    private final long modRevision;
    private final long version;
    private final long leaseId;

    /** Creates a version. The accessors say what the parameters mean. */
    public KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long leaseId) {
        this.key = key;
        this.value = value;
        this.createRevision = createRevision;
        this.modRevision = modRevision;
        this.version = version;
        this.leaseId = leaseId;
    }

    /** Returns the key. */
    public final Bytes key() {
        return key;
    }

    /** Returns the value; empty for a deletion, and where the read did not ask for values. */
    public final Bytes value() {
        return value;
    }

    /** Returns the key as text in UTF-8; malformed bytes become U+FFFD. */
    public final String keyText() {
        return key.toUtf8();
    }

    /** Returns the value as text in UTF-8; malformed bytes become U+FFFD. */
    public final String valueText() {
        return value.toUtf8();
    }

    /** Returns the revision at which the key was created, or created again after a deletion; 0 for a deletion. */
    public final long createRevision() {
        return createRevision;
    }

    /** Returns the revision of this change. */
    public final long modRevision() {
        return modRevision;
    }

    /** Returns the number of changes since the key was created, counting from 1; 0 for a deletion. */
    public final long version() {
        return version;
    }

    /** Returns the id of the lease that the key is attached to, or 0. The key is deleted when the lease ends. */
    public final long leaseId() {
        return leaseId;
    }

    /** Returns whether this version is a deletion. */
    public final boolean isDeletion() {
        return version == 0;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof KeyValue that
                        && modRevision == that.modRevision
                        && createRevision == that.createRevision
                        && version == that.version
                        && leaseId == that.leaseId
                        && key.equals(that.key)
                        && value.equals(that.value);
    }

    @Override
    public final int hashCode() {
        return key.hashCode() * 31 + Long.hashCode(modRevision);
    }

    @Override
    public final String toString() {
        return "KeyValue[key=" + key + ", value=" + value + ", createRevision=" + createRevision + ", modRevision="
                + modRevision + ", version=" + version + ", leaseId=" + leaseId + "]";
    }
}
