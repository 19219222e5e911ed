package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.kv.session.SessionState;
import io.dengine.kv.ttl.Lease;
import io.dengine.kv.ttl.Renewal;

/**
 * A digest that is equal for equal states, whatever the order in which their rows come. Not cryptographic: it finds
 * accidents, not forgeries.
 */
final class StateDigest {
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
    private long sum;

    void add(FrozenState.Numbers numbers) {
        add(of(1, numbers.index(), numbers.revision(), numbers.clockMillis()));
        add(of(2, numbers.graceSinceMillis(), numbers.compactedRevision(), numbers.chosenLeases()));
        add(of(7, numbers.lossEpoch(), numbers.incarnation(), 0));
        Quotas quotas = numbers.quotas();
        add(of(8, quotas.maxSessions(), quotas.maxSessionsOfOwner(), quotas.maxReplyBytes()));
        add(of(9, quotas.maxLeases(), quotas.maxLeasesOfOwner(), 0));
    }

    void add(KeyValue row) {
        long content = of(of(row.key()), of(row.value()), row.leaseId(), 3);
        add(of(content, row.createRevision(), row.modRevision(), row.version()));
    }

    void add(LeaseRow row) {
        long content = of(row.id(), row.ttlMillis(), row.isPrivate() ? 1 : 0, 4);
        Lease.LeaseState state = row.state();
        Renewal renewal = state.renewal();
        add(of(content, renewal.deadlineMillis(), renewal.generation(), row.owner() * 2 + (state.orphaned() ? 1 : 0)));
    }

    void add(SessionRow row) {
        SessionState state = row.state();
        long content = of(row.id(), row.ttlMillis(), state.acknowledgedUpTo(), 5);
        for (SessionState.Kept kept : state.kept()) {
            content = of(content, kept.sequence(), of(kept.reply()), 6);
        }
        add(of(content, state.renewal().deadlineMillis(), state.renewal().generation(), row.owner()));
    }

    long value() {
        return mix(sum);
    }

    /** Adds up, so that the order of the parts does not matter. */
    private void add(long part) {
        sum += mix(part);
    }

    private static long of(long a, long b, long c, long d) {
        return mix(mix(mix(mix(a) + b) + c) + d);
    }

    private static long of(Bytes bytes) {
        return bytes.hash(MULTIPLIER);
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * MULTIPLIER;
        mixed = (mixed ^ mixed >>> 29) * MULTIPLIER;
        return mixed ^ mixed >>> 32;
    }
}
