package io.dengine.kv.ttl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The leases, and which keys end with which. Owned by the applying thread but for {@link #find}. */
public final class Leases {
    private final TimedTable<Lease, Lease.LeaseState> table = new TimedTable<>();
    private final OwnerCounts counts = new OwnerCounts();

    public TimedTable<Lease, Lease.LeaseState> table() {
        return table;
    }

    /** How many there are that keys can share. */
    public OwnerCounts counts() {
        return counts;
    }

    /** Any thread. */
    public @Nullable Lease find(long leaseId) {
        return table.find(leaseId);
    }

    /** Creates a lease at an entry of time {@code nowMillis}; the id must be free. */
    public Lease grant(long leaseId, long ttlMillis, boolean isPrivate, long owner, long nowMillis) {
        Renewal renewal = new Renewal(nowMillis + ttlMillis, 1);
        return restore(leaseId, ttlMillis, isPrivate, owner, new Lease.LeaseState(renewal, false));
    }

    /** Creates a lease as it was. */
    public Lease restore(long leaseId, long ttlMillis, boolean isPrivate, long owner, Lease.LeaseState state) {
        Lease lease = new Lease(leaseId, ttlMillis, isPrivate, owner, state);
        table.add(lease);
        if (!isPrivate) {
            counts.add(owner, 1);
        }
        return lease;
    }

    /** The lease that clients mean by this id, or null: an orphaned one has no holder. Any thread. */
    public @Nullable Lease held(long leaseId) {
        Lease lease = find(leaseId);
        return lease == null || lease.isOrphaned() ? null : lease;
    }

    public void renew(Lease lease, long nowMillis) {
        Renewal next = lease.renewal().next(nowMillis, lease.ttlMillis());
        table.update(lease, new Lease.LeaseState(next, lease.isOrphaned()));
    }

    /**
     * Takes all leases from their holders: a new incarnation begins. The time of those that keys share begins again,
     * because a holder may have renewed one in a history that is gone, and believes in it until then.
     */
    public void orphanAll(long nowMillis) {
        for (Lease lease : table.all()) {
            Renewal renewal = lease.renewal();
            Renewal last = lease.isPrivate() ? renewal : renewal.next(nowMillis, lease.ttlMillis());
            table.update(lease, new Lease.LeaseState(last, true));
        }
    }

    /** Forgets a lease that no key ends with any more. */
    public void remove(Lease lease) {
        if (lease.memberCount != 0) {
            throw new IllegalStateException("the lease still has " + lease.memberCount + " keys");
        }
        table.remove(lease);
        if (!lease.isPrivate()) {
            counts.add(lease.owner(), -1);
        }
    }

    /** Lets {@code member} end with {@code lease} from now on, and with no other. */
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

    /** Lets {@code member} end with no lease; a TTL of its own is gone with that. */
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

    /** The keys that end with {@code lease}. */
    public List<LeaseMember> members(Lease lease) {
        List<LeaseMember> members = new ArrayList<>(lease.memberCount);
        for (LeaseMember member = lease.first; member != null; member = member.after) {
            members.add(member);
        }
        return members;
    }
}
