package io.dengine.kv.ttl;

import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** A key that may be attached to a lease: an element of the lease's linked list. Owned by the apply thread. */
public abstract class LeaseMember {
    @Nullable
    Lease lease;

    @Nullable
    LeaseMember before;

    @Nullable
    LeaseMember after;

    /** Returns the key. */
    public abstract Bytes key();

    /** Returns the size of key and value, in bytes. */
    public abstract long sizeBytes();

    /** Returns the lease that this key is attached to, or null. */
    public final @Nullable Lease lease() {
        return lease;
    }
}
