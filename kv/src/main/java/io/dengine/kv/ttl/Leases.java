package io.dengine.kv.ttl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The leases, and the keys that are attached to them. Owned by the apply thread except for {@link #find} and
 * {@link #held}.
 */
public final class Leases {
    private final TimedTable<Lease, Lease.LeaseState> table = new TimedTable<>();
    private final OwnerCounts counts = new OwnerCounts();

    public TimedTable<Lease, Lease.LeaseState> table() {
        return table;
    }

    /** Returns the number of leases that keys can share, by owner. */
    public OwnerCounts counts() {
        return counts;
    }

    /** Returns the lease of this id, or null. Any thread. */
    public @Nullable Lease find(long leaseId) {
        return table.find(leaseId);
    }

    /** Grants a lease at an entry of time {@code nowMillis}; the id must be free. */
    public Lease grant(long leaseId, long ttlMillis, boolean isPrivate, long owner, long nowMillis) {
        Renewal renewal = new Renewal(nowMillis + ttlMillis, 1);
        return restore(leaseId, ttlMillis, isPrivate, owner, new Lease.LeaseState(renewal, false));
    }

    /** Restores a lease in a given state. */
    public Lease restore(long leaseId, long ttlMillis, boolean isPrivate, long owner, Lease.LeaseState state) {
        Lease lease = new Lease(leaseId, ttlMillis, isPrivate, owner, state);
        table.add(lease);
        if (!isPrivate) {
            counts.add(owner, 1);
        }
        return lease;
    }

    /** Returns the lease that clients mean by this id, or null: an orphaned lease has no holder. Any thread. */
    public @Nullable Lease held(long leaseId) {
        Lease lease = find(leaseId);
        return lease == null || lease.isOrphaned() ? null : lease;
    }

    public void renew(Lease lease, long nowMillis) {
        Renewal next = lease.renewal().next(nowMillis, lease.ttlMillis());
        table.update(lease, new Lease.LeaseState(next, lease.isOrphaned()));
    }

    /**
     * Takes all leases from their holders, because a new incarnation begins. The time of the leases that keys share
     * starts again: a holder may have renewed its lease in a history that is lost, and may rely on the lease until
     * then.
     */
    public void orphanAll(long nowMillis) {
        for (Lease lease : table.all()) {
            Renewal renewal = lease.renewal();
            Renewal last = lease.isPrivate() ? renewal : renewal.next(nowMillis, lease.ttlMillis());
            table.update(lease, new Lease.LeaseState(last, true));
        }
    }

    /** Removes a lease that no key is attached to any more. */
    public void remove(Lease lease) {
        if (lease.memberCount != 0) {
            throw new IllegalStateException("the lease still has " + lease.memberCount + " keys");
        }
        table.remove(lease);
        if (!lease.isPrivate()) {
            counts.add(lease.owner(), -1);
        }
    }

    /** Attaches {@code member} to {@code lease}, or to none if that is null, instead of the lease that it had. */
    public void attach(LeaseMember member, @Nullable Lease lease) {
        if (member.lease == lease) {
            return;
        }
        detach(member);
        if (lease == null) {
            return;
        }
        LeaseMember next = lease.first;
        member.lease = lease;
        member.after = next;
        if (next != null) {
            next.before = member;
        }
        lease.first = member;
        lease.memberCount++;
    }

    /** Detaches {@code member} from its lease; a TTL of the key itself ends with that. */
    public void detach(LeaseMember member) {
        Lease lease = member.lease;
        if (lease == null) {
            return;
        }
        LeaseMember before = member.before;
        LeaseMember after = member.after;
        if (before == null) {
            lease.first = after;
        } else {
            before.after = after;
        }
        if (after != null) {
            after.before = before;
        }
        member.lease = null;
        member.before = null;
        member.after = null;
        lease.memberCount--;
        if (lease.isPrivate()) {
            remove(lease);
        }
    }

    /** Returns the keys that are attached to {@code lease}. */
    public List<LeaseMember> members(Lease lease) {
        List<LeaseMember> members = new ArrayList<>(lease.memberCount);
        for (LeaseMember member = lease.first; member != null; member = member.after) {
            members.add(member);
        }
        return members;
    }
}
