package io.dengine.kv.ttl;

import org.jspecify.annotations.Nullable;

/** A key lease: its keys end together unless the lease is renewed. */
public final class Lease extends Timed<Lease.LeaseState> {
    private final boolean ofOneKey;
    private final long owner;

    @Nullable
    LeaseMember first;

    int memberCount;

    Lease(long id, long ttlMillis, boolean isPrivate, long owner, LeaseState state) {
        super(id, ttlMillis, state);
        this.owner = owner;
        this.ofOneKey = isPrivate;
    }

    /** Returns whether it is the TTL of one key, and ends when that key is written or deleted. */
    public boolean isPrivate() {
        return ofOneKey;
    }

    /**
     * Returns whether it was granted in an earlier incarnation: its holder learns that it is lost, no client can renew
     * or revoke it, and it ends when its time is over.
     */
    public boolean isOrphaned() {
        return state().orphaned();
    }

    /** Returns the owner whose quota the lease counts against, or 0. */
    public long owner() {
        return owner;
    }

    /** Returns the number of keys that are attached to it. Only for the apply thread. */
    public int memberCount() {
        return memberCount;
    }

    /**
     * Returns the size in bytes of its keys and their values, or a partial sum that is at least {@code enough}. Only
     * for the apply thread.
     */
    public long sizeBytes(long enough) {
        long bytes = 0;
        for (LeaseMember member = first; member != null && bytes < enough; member = member.after) {
            bytes += member.sizeBytes();
        }
        return bytes;
    }

    /** The changing part of a lease, without its keys: each key has the id of its lease. */
    public record LeaseState(Renewal renewal, boolean orphaned) implements State {}
}
