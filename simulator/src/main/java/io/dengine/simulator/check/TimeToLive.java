package io.dengine.simulator.check;

import io.dengine.bytes.Bytes;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks in true time the expiry of keys with a time to live, of keys with a lease, and of sessions.
 *
 * <p>Never early: a client whose request for a time to live was granted may rely on that time from the moment of the
 * request, less the permitted clock drift. Never within the grace period of a new leader, even if the time has passed.
 * Never late by more than the time in which no entry was committed: the clock of the log stands still then. All times
 * are true times, in nanoseconds.
 */
public final class TimeToLive {
    private static final double MILLION = 1e6;

    /** The maximum gap between two commits that counts as working time of the cluster. */
    private static final long BREATH_NANOS = 100_000_000;

    private final double drift;
    private final long patienceNanos;
    private final Map<Bytes, Life> lives = new HashMap<>();
    private final Map<Bytes, Ended> ended = new HashMap<>();
    private final Map<Long, Life> sessions = new HashMap<>();
    private final Map<Long, Long> ledSinceNanos = new HashMap<>();
    private long graceEndNanos = Long.MIN_VALUE;
    private long committedNanos;
    private long idleNanos;
    private long standsUntilNanos;

    /** A key that expires. */
    private static final class Life {
        /** The lease or the write that gave the key its time to live. */
        final long source;

        final long ttlNanos;

        /** The time until which the key must live, as promised to a client. */
        long promisedNanos = Long.MIN_VALUE;

        /**
         * The time at which the time to live began or was renewed according to the log; the next field is the cluster's
         * total idle time at that moment.
         */
        long renewedNanos;

        long idleBeforeNanos;

        Life(long source, long ttlNanos) {
            this.source = source;
            this.ttlNanos = ttlNanos;
        }
    }

    private record Ended(long source, long atNanos) {}

    /**
     * @param driftPartsPerMillion the maximum difference in rate between the clock of the log and true time
     * @param patienceNanos the maximum delay of an expiry while the cluster works
     */
    public TimeToLive(int driftPartsPerMillion, long patienceNanos) {
        this.drift = driftPartsPerMillion / MILLION;
        this.patienceNanos = patienceNanos;
    }

    /**
     * Records that the log starts the time to live of {@code key}.
     *
     * @param source the lease, or the write, that gives it the time
     */
    public void begins(Bytes key, long source, long ttlNanos, long nowNanos) {
        Life life = new Life(source, ttlNanos);
        lives.put(key, life);
        ended.remove(key);
        renew(life, nowNanos);
    }

    /** Records that the log renews all keys whose time to live comes from {@code source}. */
    public void renewed(long source, long nowNanos) {
        for (Life life : lives.values()) {
            if (life.source == source) {
                renew(life, nowNanos);
            }
        }
    }

    private void renew(Life life, long nowNanos) {
        life.renewedNanos = nowNanos;
        life.idleBeforeNanos = idleNanos;
    }

    /**
     * Records that a client received the answer to its request, sent at {@code sentNanos}, which gave {@code key} the
     * time to live of {@code source}.
     */
    public void promised(Bytes key, long source, long ttlNanos, long sentNanos) {
        long promiseNanos = sentNanos + (long) (ttlNanos * (1 - drift));
        Life life = lives.get(key);
        Ended end = ended.get(key);
        if (life != null && life.source == source) {
            life.promisedNanos = Math.max(life.promisedNanos, promiseNanos);
        } else if (end != null && end.source() == source) {
            demandOver(key, promiseNanos, end.atNanos());
        }
    }

    /** Records that a client removed {@code key}, or its time to live: no promise about its time remains. */
    public void removed(Bytes key) {
        lives.remove(key);
        ended.remove(key);
    }

    /** Checks that {@code key}, which expires now, may expire. */
    public void expired(Bytes key, long nowNanos) {
        Life life = lives.remove(key);
        if (life == null) {
            throw new Violation("time to live", key.toUtf8() + " expires, but has no time to live");
        }
        ended.put(key, new Ended(life.source, nowNanos));
        if (nowNanos < graceEndNanos) {
            throw new Violation(
                    "grace",
                    key.toUtf8() + " ends " + (graceEndNanos - nowNanos) / MILLION
                            + " ms of true time before the grace period ends");
        }
        demandOver(key, life.promisedNanos, nowNanos);
    }

    /** Records that a node was elected in {@code term}. */
    public void elected(long term, long nowNanos) {
        ledSinceNanos.putIfAbsent(term, nowNanos);
    }

    /** Records that the log begins a grace period of the leader of {@code term}. */
    public void graceBegins(long term, long graceNanos) {
        Long since = ledSinceNanos.get(term);
        if (since != null) {
            graceEndNanos = Math.max(graceEndNanos, since + (long) (graceNanos * (1 - drift)));
        }
    }

    /**
     * Records that the time to live of each lease begins again with the leader of {@code term}: a holder whose renewal
     * was lost trusts it for that long.
     */
    public void leasesBeginAgain(long term, long nowNanos) {
        Long since = ledSinceNanos.get(term);
        for (Life life : lives.values()) {
            if (life.source > 0) {
                renew(life, nowNanos);
                if (since != null) {
                    life.promisedNanos = Math.max(life.promisedNanos, since + (long) (life.ttlNanos * (1 - drift)));
                }
            }
        }
    }

    private static void demandOver(Bytes key, long promiseNanos, long endNanos) {
        if (endNanos < promiseNanos) {
            throw new Violation(
                    "never early",
                    key.toUtf8() + " ends " + (promiseNanos - endNanos) / MILLION
                            + " ms of true time before the promised time");
        }
    }

    /** Records that a clock stands still up to a time; it may be the clock by which a leader expires keys. */
    public void standsStill(long nowNanos, long untilNanos) {
        standsUntilNanos = Math.max(standsUntilNanos, untilNanos);
        stoodStill(untilNanos - nowNanos);
    }

    /** Records that a clock lost {@code nanos}. */
    public void stoodStill(long nanos) {
        idleNanos += nanos;
    }

    /** Records a commit: a leader works, so keys whose time is over must expire soon. */
    public void committed(long nowNanos) {
        long pause = nowNanos - committedNanos;
        committedNanos = nowNanos;
        if (pause > BREATH_NANOS) {
            idleNanos += pause;
        }
        lives.forEach((key, life) -> {
            demandAlive(key.toUtf8(), life, nowNanos);
        });
    }

    private void demandAlive(String what, Life life, long nowNanos) {
        if (nowNanos < standsUntilNanos) {
            return; // it counts once it has ended, also for lives that began meanwhile
        }
        long idle = idleNanos - life.idleBeforeNanos;
        long latest = life.renewedNanos + (long) (life.ttlNanos * (1 + drift)) + idle + patienceNanos;
        if (nowNanos > latest) {
            throw new Violation(
                    "never late",
                    what + " lives " + (nowNanos - latest) / MILLION
                            + " ms of true time too long: its time to live is " + life.ttlNanos / MILLION
                            + " ms, and no entry was committed for " + idle / MILLION + " ms of "
                            + (nowNanos - life.renewedNanos) / MILLION);
        }
    }

    // ---- sessions: a use of a session shows in the log that it is alive

    /** Records that a session begins its time to live. */
    public void sessionOpened(long session, long ttlNanos, long nowNanos) {
        Life life = new Life(session, ttlNanos);
        sessions.put(session, life);
        renew(life, nowNanos);
    }

    /**
     * Records that a session accepted a command, so it is alive, and its time to live restarts.
     *
     * @param askedNanos a lower bound of when the client sent the command, or {@link Long#MIN_VALUE} if that is not
     *     known
     */
    public void sessionUsed(long session, long askedNanos, long nowNanos) {
        Life life = sessions.get(session);
        if (life == null) {
            throw new Violation("time to live", "session " + session + " accepts a command, but is not open");
        }
        demandAlive("session " + session, life, nowNanos);
        renew(life, nowNanos);
        if (askedNanos != Long.MIN_VALUE) {
            life.promisedNanos = Math.max(life.promisedNanos, askedNanos + (long) (life.ttlNanos * (1 - drift)));
        }
    }

    /** Records that a client closed a session. */
    public void sessionClosed(long session) {
        sessions.remove(session);
    }

    /** Records that a session rejected a command because it has expired. */
    public void sessionRefused(long session, long nowNanos) {
        Life life = sessions.remove(session);
        if (life != null && nowNanos < life.promisedNanos) {
            throw new Violation(
                    "never early",
                    "session " + session + " ends " + (life.promisedNanos - nowNanos) / MILLION
                            + " ms of true time before the promised time");
        }
    }
}
