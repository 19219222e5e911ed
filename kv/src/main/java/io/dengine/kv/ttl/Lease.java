package io.dengine.kv.ttl;

import org.jspecify.annotations.Nullable;

/** Keys that end together unless the lease is renewed. */
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

    /** Whether it is the TTL of one key, and is gone when that key is written or deleted. */
    public boolean isPrivate() {
        return ofOneKey;
    }

    /**
     * Whether it was granted in an earlier incarnation: its holder is told that it is lost, no client can renew or end
     * it, and it ends when its time is over.
     */
    public boolean isOrphaned() {
        return state().orphaned();
    }

    /** Whom it counts for, or 0. */
    public long owner() {
        return owner;
    }

    /** How many keys end with it. Only for the applying thread. */
    public int memberCount() {
        return memberCount;
    }

    /** What its keys and their values take, or at least {@code enough}. Only for the applying thread. */
    public long sizeBytes(long enough) {
        long bytes = 0;
        for (LeaseMember member = first; member != null && bytes < enough; member = member.after) {
            bytes += member.sizeBytes();
        }
        return bytes;
    }

    /** What changes of a lease; its keys are found in the keys. */
    public record LeaseState(Renewal renewal, boolean orphaned) implements State {}
}
