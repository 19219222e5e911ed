package io.dengine.api;

import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One version of a key. Immutable; the store extends it with what it needs to find older versions.
 *
 * <p>A deletion leaves a version too, with {@link #version} 0 and an empty value: readers never meet it, watchers see
 * it as the current state of a deleted key.
 */
public class KeyValue {
    private final Bytes key;
    private final Bytes value;
    private final long createRevision;
    private final long modRevision;
    private final long version;
    private final long leaseId;

    /** See the accessors for what the parameters mean. */
    public KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long leaseId) {
        this.key = key;
        this.value = value;
        this.createRevision = createRevision;
        this.modRevision = modRevision;
        this.version = version;
        this.leaseId = leaseId;
    }

    public final Bytes key() {
        return key;
    }

    public final Bytes value() {
        return value;
    }

    /** The key as text in UTF-8. */
    public final String keyText() {
        return key.toUtf8();
    }

    /** The value as text in UTF-8. */
    public final String valueText() {
        return value.toUtf8();
    }

    /** The revision at which the key last came into being; 0 for a deletion. */
    public final long createRevision() {
        return createRevision;
    }

    /** The revision of this change. */
    public final long modRevision() {
        return modRevision;
    }

    /** Counts the changes since the key came into being, from 1; 0 for a deletion. */
    public final long version() {
        return version;
    }

    /** The lease that the key ends with, or 0. */
    public final long leaseId() {
        return leaseId;
    }

    /** Whether this is what a deletion left. */
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
