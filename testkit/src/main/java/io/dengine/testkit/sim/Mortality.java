package io.dengine.testkit.sim;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.kv.store.KvConfig;
import io.dengine.testkit.check.TimeToLive;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells from the committed commands what has a time to live, and what ended by itself; true time is the judge. */
final class Mortality {
    /** The clock of the log may run fast against its leader's clock, and that against true time. */
    private static final int DRIFT_PARTS_PER_MILLION = 2 * Swarm.DRIFT_PARTS_PER_MILLION;

    /** Where clocks may show anything, nothing ends early or late. */
    private static final int ANY_DRIFT = 1_000_000;

    private static final long ANY_PATIENCE_NANOS = 1L << 60;

    /** A new leader lets nothing end for a while, and what is over waits for its turn. */
    private static final long PATIENCE_NANOS = 4 * Scheduler.SECOND;

    private final Scheduler scheduler;
    private final TimeToLive times;
    private final Map<Long, Long> leaseNanos = new HashMap<>();
    private long logMillis;
    private long graceSinceMillis;

    /** What a key has its time from, if it is known by now. */
    private record Source(long id, long ttlNanos) {}

    Mortality(Scheduler scheduler, boolean clocksCount) {
        this.scheduler = scheduler;
        this.times = clocksCount
                ? new TimeToLive(DRIFT_PARTS_PER_MILLION, PATIENCE_NANOS)
                : new TimeToLive(ANY_DRIFT, ANY_PATIENCE_NANOS);
    }

    TimeToLive times() {
        return times;
    }

    /** Called before the changes of the entry. */
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
            default -> {}
        }
    }

    /** The log says when a grace begins, and true time how long it takes. */
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

    /** A key has changed, or is gone. */
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
        // A number names the write: leases are named by indexes of the log, which are never negative.
        return put.ttlMillis() == 0 ? null : new Source(-Values.number(put.value()), put.ttlMillis() * Scheduler.MILLI);
    }
}
