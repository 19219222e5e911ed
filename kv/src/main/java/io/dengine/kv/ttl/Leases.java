package io.dengine.kv.ttl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The leases, and which keys end with which. Owned by the applying thread but for {@link #find}. */
public final class Leases {
    private final TimedTable<Lease, Lease.LeaseState> table = new TimedTable<>();

    public TimedTable<Lease, Lease.LeaseState> table() {
        return table;
    }

    /** Any thread. */
    public @Nullable Lease find(long leaseId) {
        return table.find(leaseId);
    }

    /** Creates a lease at an entry of time {@code nowMillis}; the id must be free. */
    public Lease grant(long leaseId, long ttlMillis, boolean isPrivate, long nowMillis) {
        return restore(leaseId, ttlMillis, isPrivate, new Renewal(nowMillis + ttlMillis, 1));
    }

    /** Creates a lease as it was. */
    public Lease restore(long leaseId, long ttlMillis, boolean isPrivate, Renewal renewal) {
        Lease lease = new Lease(leaseId, ttlMillis, isPrivate, new Lease.LeaseState(renewal));
        table.add(lease);
        return lease;
    }

    public void renew(Lease lease, long nowMillis) {
        table.update(lease, new Lease.LeaseState(lease.renewal().next(nowMillis, lease.ttlMillis())));
    }

    /** Forgets a lease that no key ends with any more. */
    public void remove(Lease lease) {
        if (lease.memberCount != 0) {
            throw new IllegalStateException("the lease still has " + lease.memberCount + " keys");
        }
        table.remove(lease);
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
