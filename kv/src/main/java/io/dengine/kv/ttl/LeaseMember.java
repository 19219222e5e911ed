package io.dengine.kv.ttl;

import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** A key that may be attached to a lease: an element of the lease's linked list. Owned by the apply thread. */
public final class LeaseMember {
    private final Bytes key;
    private int valueBytes;

    @Nullable
    Lease lease;

    @Nullable
    LeaseMember before;

    @Nullable
    LeaseMember after;

    /** @param key the key, in an array that nothing else uses */
    public LeaseMember(Bytes key) {
        this.key = key;
    }

    /** Returns the key. */
    public Bytes key() {
        return key;
    }

    /** Sets the size of the value, in bytes. */
    public void valueHas(int bytes) {
        valueBytes = bytes;
    }

    /** Returns the size of key and value, in bytes. */
    public long sizeBytes() {
        return key.length() + (long) valueBytes;
    }

    /** Returns the lease that this key is attached to, or null. */
    public @Nullable Lease lease() {
        return lease;
    }
}
