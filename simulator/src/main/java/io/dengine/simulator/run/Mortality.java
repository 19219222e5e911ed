package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.kv.store.KvConfig;
import io.dengine.simulator.check.TimeToLive;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Derives from committed commands which keys have a time to live and which expired, and checks these in true time. */
final class Mortality {
    /** The maximum drift: the clock of the log may be fast against its leader's clock, and that against true time. */
    private static final int DRIFT_PARTS_PER_MILLION = 2 * Swarm.DRIFT_PARTS_PER_MILLION;

    /** The drift where clocks may show any time: then no expiry is too early or too late. */
    private static final int ANY_DRIFT = 1_000_000;

    private static final long ANY_PATIENCE_NANOS = 1L << 60;

    /** The permitted delay: a new leader expires no key for a while, and expired keys wait for their turn. */
    private static final long PATIENCE_NANOS = 4 * Scheduler.SECOND;

    private final Scheduler scheduler;
    private final TimeToLive times;
    private final Map<Long, Long> leaseNanos = new HashMap<>();
    private final Set<Long> revoked = new HashSet<>();
    private long logMillis;
    private long graceSinceMillis;

    /** The lease or write that gives a key its time to live, if already known. */
    private record Source(long id, long ttlNanos) {}

    /**
     * Creates the checker of a run.
     *
     * @param clocksCount whether clocks keep their bounds
     * @param starves whether stages may get too little processor time: entries that are committed but not applied may
     *     then delay the leader's expiries for any time
     */
    Mortality(Scheduler scheduler, boolean clocksCount, boolean starves) {
        this.scheduler = scheduler;
        this.times = clocksCount
                ? new TimeToLive(DRIFT_PARTS_PER_MILLION, starves ? ANY_PATIENCE_NANOS : PATIENCE_NANOS)
                : new TimeToLive(ANY_DRIFT, ANY_PATIENCE_NANOS);
    }

    TimeToLive times() {
        return times;
    }

    /** Records an entry. Called before the changes of the entry. */
    void committed(Entry entry, Bytes encodedReply) {
        long nowNanos = scheduler.nowNanos();
        times.committed(nowNanos);
        follow(entry);
        if (entry.kind() != Entry.Kind.COMMAND) {
            return;
        }
        switch (unwrapped(entry)) {
            case Command.LeaseGrant grant -> {
                if (Reply.decode(encodedReply) instanceof Reply.Leased leased) {
                    leaseNanos.put(leased.leaseId(), leased.ttlMillis() * Scheduler.MILLI);
                }
            }
            case Command.LeaseKeepAlive renewal -> {
                if (Reply.decode(encodedReply) instanceof Reply.Leased) {
                    times.renewed(renewal.leaseId(), nowNanos);
                }
            }
            case Command.LeaseRevoke revocation -> {
                if (Reply.decode(encodedReply) instanceof Reply.Written) {
                    revoked.add(revocation.leaseId());
                }
            }
            default -> {}
        }
    }

    /**
     * Records that another history begins with the leader of this term: leases lose their holders, and their keys stay
     * for a whole time to live.
     */
    void beginsAgain(long term) {
        times.leasesBeginAgain(term, scheduler.nowNanos());
    }

    /** Returns whether a user has revoked this lease by a committed command, so that its end is not an expiry. */
    boolean isRevoked(long leaseId) {
        return revoked.contains(leaseId);
    }

    /** Follows grace periods: the log shows their start, true time their length. */
    private void follow(Entry entry) {
        long passedMillis = entry.timeMillis() - logMillis;
        logMillis = entry.timeMillis();
        boolean begins =
                passedMillis >= KvConfig.OUTAGE_MILLIS || logMillis - graceSinceMillis >= KvConfig.GRACE_SPACING_MILLIS;
        if (entry.kind() == Entry.Kind.NOOP && begins) {
            graceSinceMillis = logMillis;
            times.graceBegins(entry.term(), KvTruthStore.GRACE_MILLIS * Scheduler.MILLI);
        }
    }

    private static Command unwrapped(Entry entry) {
        Command command = Command.decode(entry.payload());
        return command instanceof Command.WithSession within ? within.command() : command;
    }

    /** Records that a key was changed or removed. */
    void changed(Entry entry, TruthStore.Row row) {
        Command command = unwrapped(entry);
        if (row.modRevision() != 0) {
            Source source = command instanceof Command.Put put ? sourceOf(put) : null;
            if (source == null) {
                times.removed(row.key());
            } else {
                times.begins(row.key(), source.id(), source.ttlNanos(), scheduler.nowNanos());
            }
        } else if (command instanceof Command.Expire) {
            times.expired(row.key(), scheduler.nowNanos());
        } else {
            times.removed(row.key());
        }
    }

    private @Nullable Source sourceOf(Command.Put put) {
        Long ofLease = leaseNanos.get(put.leaseId());
        if (ofLease != null) {
            return new Source(put.leaseId(), ofLease);
        }
        // A write is identified by its negative number; leases are identified by log indexes, which are never negative.
        return put.ttlMillis() == 0 ? null : new Source(-Values.number(put.value()), put.ttlMillis() * Scheduler.MILLI);
    }
}
