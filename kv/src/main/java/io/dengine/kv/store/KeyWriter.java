package io.dengine.kv.store;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.Bytes;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.ttl.LeaseMember;
import io.dengine.kv.watch.Publication;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys, and updates the leases that they are attached to. All changes between {@link #begin} and {@link #finish}
 * share one revision. Owned by the apply thread.
 */
final class KeyWriter {
    private final KvState state;
    private @Nullable List<WatchEvent> events;
    private int changes;
    private long nowMillis;
    private long owner;

    KeyWriter(KvState state) {
        this.state = state;
    }

    /** @param isWatched whether anybody watches, so that the publication must have its events */
    void begin(long entryMillis, boolean isWatched) {
        nowMillis = entryMillis;
        owner = 0;
        changes = 0;
        events = isWatched ? new ArrayList<>(1) : null;
    }

    /** Sets the owner that sent the command of this entry. */
    void actFor(long newOwner) {
        owner = newOwner;
    }

    long owner() {
        return owner;
    }

    long nowMillis() {
        return nowMillis;
    }

    /** Ends the revision and returns its changes; null if nothing was changed, and then there is no new revision. */
    @Nullable
    Publication finish() {
        if (changes == 0) {
            return null;
        }
        state.revision++;
        return events == null
                ? new Publication(state.revision, changes, state.map)
                : new Publication(state.revision, events, state.map);
    }

    /**
     * Returns the revision that replies carry: that of this command's changes if there are any, else the newest one.
     */
    long revision() {
        return changes == 0 ? state.revision : state.revision + 1;
    }

    /** Returns the lease that keys may be attached to, or null. */
    @Nullable
    Lease sharedLease(long leaseId) {
        Lease lease = state.leases.held(leaseId);
        return lease == null || lease.isPrivate() ? null : lease;
    }

    /** Grants a lease with an id that no client can have chosen. */
    Lease grantLease(long ttlMillis, boolean isPrivate) {
        long id = DrawnIds.lease(state.incarnation, ++state.chosenLeases);
        return state.leases.grant(id, ttlMillis, isPrivate, isPrivate ? 0 : owner, nowMillis);
    }

    /** Puts a key; {@code leaseId} must be 0 or the id of a shared lease. */
    void put(Bytes key, Bytes value, long ttlMillis, long leaseId) {
        Lease lease = null;
        if (ttlMillis != 0) {
            lease = grantLease(ttlMillis, true);
        } else if (leaseId != 0) {
            lease = sharedLease(leaseId);
        }
        state.leases.attach(put(key, value, lease == null ? 0 : lease.id()), lease);
    }

    /** Puts a key, which stays attached to the lease that it has. */
    void replace(Bytes key, Bytes value) {
        KeyValue present = state.map.newest(key);
        var unused = put(key, value, present == null ? 0 : present.leaseId());
    }

    private LeaseMember put(Bytes key, Bytes value, long leaseId) {
        changes++;
        return state.map.put(key, value, leaseId, state.revision + 1, events);
    }

    /** Deletes a key and returns it as it was, or null if it was absent. */
    @Nullable
    KeyValue delete(Bytes key) {
        KeyValue present = state.map.newest(key);
        if (present != null) {
            deletePresent(key);
        }
        return present;
    }

    /** Deletes the keys of a range and returns their number. */
    long deleteRange(KeyRange range) {
        List<Bytes> present = state.map.present(range);
        for (Bytes key : present) {
            deletePresent(key);
        }
        return present.size();
    }

    /** Ends a lease, deletes its keys, and returns their number. */
    long revoke(Lease lease) {
        List<LeaseMember> members = state.leases.members(lease);
        for (LeaseMember member : members) {
            deletePresent(member.key());
        }
        if (state.leases.find(lease.id()) != null) {
            state.leases.remove(lease);
        }
        return members.size();
    }

    private void deletePresent(Bytes key) {
        changes++;
        state.leases.detach(state.map.delete(key, state.revision + 1, events));
    }
}
