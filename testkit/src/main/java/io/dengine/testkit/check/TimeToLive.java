package io.dengine.testkit.check;

import io.dengine.bytes.Bytes;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows true time, and judges by it what ends by itself: keys with a time to live, keys of leases, and sessions.
 *
 * <p>Never early: whoever asked for a time and was told that it is granted may count on it from the moment of the
 * request, less what clocks may differ. Not within the grace of a new leader either, be the time of something over or
 * not. Never late by more than the time in which nothing was committed: the clock of
 * the log stands still then. All times are true ones, in nanoseconds.
 */
public final class TimeToLive {
    private static final double MILLION = 1e6;

    /** Between two commits that are no further apart, the cluster was at work. */
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

    /** One key that ends by itself. */
    private static final class Life {
        /** The lease, or the write, that gave it its time. */
        final long source;

        final long ttlNanos;

        /** Until then it was promised to whoever asked. */
        long promisedNanos = Long.MIN_VALUE;

        /** When it began or was renewed, as the log tells, and how long the cluster had been idle in all until then. */
        long renewedNanos;

        long idleBeforeNanos;

        Life(long source, long ttlNanos) {
            this.source = source;
            this.ttlNanos = ttlNanos;
        }
    }

    private record Ended(long source, long atNanos) {}

    /**
     * @param driftPartsPerMillion how far the clock of the log may be from true time, fast or slow
     * @param patienceNanos how much later than its time something may end although the cluster works
     */
    public TimeToLive(int driftPartsPerMillion, long patienceNanos) {
        this.drift = driftPartsPerMillion / MILLION;
        this.patienceNanos = patienceNanos;
    }

    /**
     * The log lets {@code key} begin its time.
     *
     * @param source the lease, or the write, that gives it the time
     */
    public void begins(Bytes key, long source, long ttlNanos, long nowNanos) {
        Life life = new Life(source, ttlNanos);
        lives.put(key, life);
        ended.remove(key);
        renew(life, nowNanos);
    }

    /** The log lets everything that has its time from {@code source} live on. */
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

    /** A client was told that its request, sent at {@code sentNanos}, gave {@code key} the time of {@code source}. */
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

    /** A client has removed {@code key}, or let it live for ever: nothing was promised about that. */
    public void removed(Bytes key) {
        lives.remove(key);
        ended.remove(key);
    }

    /** {@code key} ended by itself. */
    public void expired(Bytes key, long nowNanos) {
        Life life = lives.remove(key);
        if (life == null) {
            throw new Violation("time to live", key.toUtf8() + " ends by itself, but has no time to live");
        }
        ended.put(key, new Ended(life.source, nowNanos));
        if (nowNanos < graceEndNanos) {
            throw new Violation(
                    "grace",
                    key.toUtf8() + " ends " + (graceEndNanos - nowNanos) / MILLION
                            + " ms of true time before clients have had the time to find the new leader");
        }
        demandOver(key, life.promisedNanos, nowNanos);
    }

    /** A node has been elected in {@code term}. */
    public void elected(long term, long nowNanos) {
        ledSinceNanos.putIfAbsent(term, nowNanos);
    }

    /** The log lets the leader of {@code term} begin with a grace. */
    public void graceBegins(long term, long graceNanos) {
        Long since = ledSinceNanos.get(term);
        if (since != null) {
            graceEndNanos = Math.max(graceEndNanos, since + (long) (graceNanos * (1 - drift)));
        }
    }

    private static void demandOver(Bytes key, long promiseNanos, long endNanos) {
        if (endNanos < promiseNanos) {
            throw new Violation(
                    "never early",
                    key.toUtf8() + " ends " + (promiseNanos - endNanos) / MILLION
                            + " ms of true time before what was promised");
        }
    }

    /** Some clock missed so much time, and it may be the one by which a leader lets things end. */
    public void stoodStill(long nanos) {
        idleNanos += nanos;
    }

    /** Something is committed, so a leader is at work: what is over must end soon. */
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
        long idle = idleNanos - life.idleBeforeNanos;
        long latest = life.renewedNanos + (long) (life.ttlNanos * (1 + drift)) + idle + patienceNanos;
        if (nowNanos > latest) {
            throw new Violation(
                    "never late",
                    what + " lives " + (nowNanos - latest) / MILLION
                            + " ms of true time longer than it may: its time is " + life.ttlNanos / MILLION
                            + " ms, and nothing was committed for " + idle / MILLION + " ms of "
                            + (nowNanos - life.renewedNanos) / MILLION);
        }
    }

    // ---- sessions, of which the log shows that they live when they are used

    /** A session begins its time. */
    public void sessionOpened(long session, long ttlNanos, long nowNanos) {
        Life life = new Life(session, ttlNanos);
        sessions.put(session, life);
        renew(life, nowNanos);
    }

    /**
     * A session took a command, so it lives, and begins its time again.
     *
     * @param askedNanos the client has sent the command then or later; {@link Long#MIN_VALUE} if that is not known
     */
    public void sessionUsed(long session, long askedNanos, long nowNanos) {
        Life life = sessions.get(session);
        if (life == null) {
            throw new Violation("time to live", "session " + session + " takes a command, and is not open");
        }
        demandAlive("session " + session, life, nowNanos);
        renew(life, nowNanos);
        if (askedNanos != Long.MIN_VALUE) {
            life.promisedNanos = Math.max(life.promisedNanos, askedNanos + (long) (life.ttlNanos * (1 - drift)));
        }
    }

    /** A client has closed a session. */
    public void sessionClosed(long session) {
        sessions.remove(session);
    }

    /** A session took a command no more: its time is over. */
    public void sessionRefused(long session, long nowNanos) {
        Life life = sessions.remove(session);
        if (life != null && nowNanos < life.promisedNanos) {
            throw new Violation(
                    "never early",
                    "session " + session + " ends " + (life.promisedNanos - nowNanos) / MILLION
                            + " ms of true time before what was promised");
        }
    }
}
