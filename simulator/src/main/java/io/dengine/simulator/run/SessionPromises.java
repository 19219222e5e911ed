package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.simulator.check.TimeToLive;
import io.dengine.simulator.check.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Derives the lifetimes of sessions from committed commands, to check them in true time, and the leases granted in
 * them. No two grants request the same time to live, so a lease identifies its grant.
 */
final class SessionPromises {
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final Scheduler scheduler;
    private final TimeToLive times;
    private final Map<Long, Long> askedNanos = new HashMap<>();
    private final Set<Long> usedTtls = new HashSet<>();
    private final Set<Long> notGranted = new HashSet<>();
    private final Map<Long, Long> leaseByTtl = new HashMap<>();

    SessionPromises(Scheduler scheduler, TimeToLive times) {
        this.scheduler = scheduler;
        this.times = times;
    }

    /**
     * Records that a client is about to write this number in its own session: if the session accepts it, the session
     * lives for its whole time to live from now on.
     */
    void asked(long number) {
        askedNanos.put(number, scheduler.nowNanos());
    }

    /** Returns a time to live of {@code fromMillis} or slightly more that no request has used. */
    long unusedTtl(long fromMillis) {
        long ttlMillis = fromMillis;
        while (!usedTtls.add(ttlMillis)) {
            ttlMillis++;
        }
        return ttlMillis;
    }

    /** Records that a client received the answer that a lease of this time to live was not granted and will not be. */
    void notGranted(long ttlMillis) {
        notGranted.add(ttlMillis);
        if (leaseByTtl.containsKey(ttlMillis)) {
            throw new Violation("failed means never", "a lease of " + ttlMillis + " ms was granted, but that failed");
        }
    }

    void committed(Entry entry, Bytes encodedReply) {
        if (entry.kind() != Entry.Kind.COMMAND) {
            return;
        }
        switch (Command.decode(entry.payload())) {
            case Command.SessionOpen open -> {
                if (Reply.decode(encodedReply) instanceof Reply.SessionOpened opened) {
                    times.sessionOpened(opened.sessionId(), opened.ttlMillis() * Scheduler.MILLI, scheduler.nowNanos());
                }
            }
            case Command.SessionClose close -> times.sessionClosed(close.sessionId());
            case Command.WithSession within -> used(within, Reply.decode(encodedReply));
            default -> {}
        }
    }

    private void used(Command.WithSession within, Reply reply) {
        if (reply instanceof Reply.Refused refused && refused.reason() == Rejection.SESSION_EXPIRED) {
            times.sessionRefused(within.sessionId(), scheduler.nowNanos());
            return;
        }
        times.sessionUsed(within.sessionId(), askedAt(within.command()), scheduler.nowNanos());
        if (within.command() instanceof Command.LeaseGrant grant && reply instanceof Reply.Leased leased) {
            granted(grant.ttlMillis(), leased.leaseId());
        }
    }

    private long askedAt(Command command) {
        return switch (command) {
            case Command.Put put -> askedNanos.getOrDefault(Values.number(put.value()), UNKNOWN);
            case Command.CompareAndSwap swap -> askedNanos.getOrDefault(Values.number(swap.value()), UNKNOWN);
            default -> UNKNOWN;
        };
    }

    private void granted(long ttlMillis, long leaseId) {
        Long before = leaseByTtl.putIfAbsent(ttlMillis, leaseId);
        if (before != null && before != leaseId) {
            throw new Violation("once", "one grant has created the leases " + before + " and " + leaseId);
        }
        if (notGranted.contains(ttlMillis)) {
            throw new Violation("failed means never", "lease " + leaseId + " is granted after its grant failed");
        }
    }
}
