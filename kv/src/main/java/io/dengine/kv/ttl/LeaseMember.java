package io.dengine.kv.ttl;

import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** A key that may end with a lease: a link of the lease's chain. Owned by the applying thread. */
public abstract class LeaseMember {
    @Nullable
    Lease lease;

    @Nullable
    LeaseMember before;

    @Nullable
    LeaseMember after;

    /** The key. */
    public abstract Bytes key();

    /** What key and value take. */
    public abstract long sizeBytes();

    /** The lease that this ends with, or null. */
    public final @Nullable Lease lease() {
        return lease;
    }
}
