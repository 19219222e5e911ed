package io.dengine.client;

import io.dengine.api.EngineException;
import io.dengine.api.Lease;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.Problem;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * A lease, and its own alarm while it is kept alive.
 *
 * <pre>
 *   sent         next renewal                 may end: lost
 *    |-- TTL/3 --|-- TTL/3 --|-- TTL/3 (less the drift of clocks, and a millisecond) --|
 * </pre>
 *
 * <p>The TTL starts in the cluster when a grant or a renewal is applied, which is after it was sent. So a client that
 * counts from the time of sending, with a monotonic clock and an allowance for clock drift, never believes in the lease
 * for longer than the cluster does. Thread-safe; no foreign code is called while the monitor is held.
 */
final class ClientLease extends Alarm implements Lease, ClientCore.Lasting {
    private static final System.Logger LOG = System.getLogger(ClientLease.class.getName());
    private static final long MILLI = 1_000_000;
    private static final int RENEWALS_A_TTL = 3;

    private final ClientCore core;
    private final long timeoutNanos;
    private final long id;
    private final Duration ttl;
    private final long ttlNanos;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    // ---- guarded by this
    private long validUntilNanos;
    private long renewAtNanos;
    private int failures;
    private boolean keptAlive;
    private boolean gone;

    /**
     * @param beganNanos the remaining time of the lease was counted from this time, or from a later one
     * @param livesMillis the remaining time in milliseconds, unless the lease is renewed
     */
    private ClientLease(ClientCore core, long timeoutNanos, Reply.Leased lease, long beganNanos, long livesMillis) {
        this.core = core;
        this.timeoutNanos = timeoutNanos;
        this.id = lease.leaseId();
        this.ttl = Duration.ofMillis(lease.ttlMillis());
        this.ttlNanos = ttl.toNanos();
        this.validUntilNanos = endOf(beganNanos, livesMillis * MILLI);
    }

    private long endOf(long beganNanos, long livesNanos) {
        return beganNanos + certainNanos(core, livesNanos);
    }

    /**
     * Returns the time that is certain. The cluster counts whole milliseconds, starting with the one in which it
     * applies the command.
     */
    private static long certainNanos(ClientCore core, long livesNanos) {
        return core.target().clockDrift().certain(Math.max(0, livesNanos)) - MILLI;
    }

    @Override
    public Duration certainTtl() {
        return Duration.ofNanos(Math.max(0, certainNanos(core, ttlNanos)));
    }

    static CompletableFuture<Lease> grant(ClientCore core, long timeoutNanos, Duration ttl) {
        long ttlMillis = ClientSettings.checkTime("the TTL of a lease", ttl, 1) / MILLI;
        return core.write(
                "grant-lease", timeoutNanos, new Command.LeaseGrant(0, ttlMillis), (operation, reply, sentNanos) -> {
                    Reply.Leased leased = Results.leased(operation, reply);
                    return new ClientLease(core, timeoutNanos, leased, sentNanos, leased.ttlMillis());
                });
    }

    static CompletableFuture<Lease> find(ClientCore core, long timeoutNanos, long leaseId) {
        return core.readTimed(
                "find-lease", timeoutNanos, new Call.ReadLease(leaseId), (operation, answer, sentNanos) -> {
                    if (answer instanceof Answer.LeaseFound found) {
                        Reply.Leased leased = new Reply.Leased(0, found.leaseId(), found.ttlMillis());
                        return new ClientLease(core, timeoutNanos, leased, sentNanos, found.remainingMillis());
                    }
                    throw Failures.misfit(operation, answer);
                });
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Duration ttl() {
        return ttl;
    }

    @Override
    public CompletableFuture<Void> renew() {
        return core.writeRepeatable(
                "renew-lease", timeoutNanos, new Command.LeaseKeepAlive(id), (operation, reply, sentNanos) -> {
                    if (reply instanceof Reply.Leased) {
                        renewed(sentNanos);
                        return null;
                    }
                    if (isNotFound(reply)) {
                        end();
                    }
                    throw Results.failure(operation, reply);
                });
    }

    private static boolean isNotFound(Reply reply) {
        return reply instanceof Reply.Refused refused && refused.reason() == Rejection.LEASE_NOT_FOUND;
    }

    // ---- in the background

    @Override
    public Lease keepAlive() {
        synchronized (this) {
            if (keptAlive || gone) {
                return this;
            }
            keptAlive = true;
            renewAtNanos = validUntilNanos - (RENEWALS_A_TTL - 1) * ttlNanos / RENEWALS_A_TTL;
        }
        register();
        setAlarm();
        return this;
    }

    private void register() {
        core.add(this);
        if (isGone()) {
            core.remove(this);
        }
    }

    private synchronized boolean isGone() {
        return gone;
    }

    private void setAlarm() {
        long next;
        synchronized (this) {
            if (!keptAlive) {
                return;
            }
            next = renewAtNanos - validUntilNanos < 0 ? renewAtNanos : validUntilNanos;
        }
        if (!core.timers().set(this, next)) {
            end();
        }
    }

    @Override
    void ring() {
        long now = core.timers().nanoTime();
        boolean isOver;
        boolean renews;
        synchronized (this) {
            if (!keptAlive) {
                return;
            }
            isOver = now - validUntilNanos >= 0;
            renews = !isOver && now - renewAtNanos >= 0;
            if (renews) {
                renewAtNanos = now + ttlNanos / RENEWALS_A_TTL;
            }
        }
        if (isOver) {
            end();
            return;
        }
        setAlarm();
        if (renews) {
            sendRenewal(now);
        }
    }

    private void sendRenewal(long nowNanos) {
        CallObserver.Ongoing observed = core.observed("keep-alive");
        CompletableFuture<Answer> answer = core.ask(new Call.Write(new Command.LeaseKeepAlive(id)));
        if (answer.isDone()) {
            take(nowNanos, ClientCore.now(answer), observed);
        } else {
            var unused = answer.whenComplete((found, failure) -> take(nowNanos, ClientCore.now(answer), observed));
        }
    }

    private void take(long sentNanos, Answer answer, CallObserver.Ongoing observed) {
        long now = core.timers().nanoTime();
        if (answer instanceof Answer.Wrote wrote && wrote.reply() instanceof Reply.Leased) {
            renewed(sentNanos);
            observed.succeeded(1, now - sentNanos);
            return;
        }
        boolean isOver = answer instanceof Answer.Wrote wrote && isNotFound(wrote.reply())
                || answer instanceof Answer.Failed failed && failed.problem() == Problem.LEASE_NOT_FOUND;
        if (isOver) {
            end();
        } else {
            synchronized (this) {
                failures++;
                long wait = Math.min(Backoff.nanos(failures, core.chance()), ttlNanos / (2 * RENEWALS_A_TTL));
                renewAtNanos = now + wait;
            }
            setAlarm();
        }
        observed.failed(failure(answer, now - sentNanos), 1, now - sentNanos);
    }

    private static EngineException failure(Answer answer, long nanos) {
        String operation = "keep-alive";
        if (answer instanceof Answer.Wrote wrote && wrote.reply() instanceof Reply.Refused refused) {
            return Failures.refused(operation, refused);
        }
        return answer instanceof Answer.Failed failed
                ? Failures.givenUp(new Failures.Story(operation, true, 1, nanos / MILLI, false), failed, false)
                : Failures.misfit(operation, answer);
    }

    private void renewed(long sentNanos) {
        synchronized (this) {
            long end = endOf(sentNanos, ttlNanos);
            if (end - validUntilNanos > 0) {
                validUntilNanos = end;
                renewAtNanos = sentNanos + ttlNanos / RENEWALS_A_TTL;
                failures = 0;
            }
        }
        setAlarm();
    }

    // ---- its end

    @Override
    public CompletableFuture<Void> lost() {
        if (!isGone()) {
            register();
        }
        return lost;
    }

    /** Ends the lease because it has expired or may have expired, and notifies the holder. */
    private void end() {
        if (!giveUp()) {
            return;
        }
        try {
            core.executor().execute(() -> lost.complete(null));
        } catch (RejectedExecutionException e) {
            lost.complete(null);
        }
    }

    /** Marks the lease as over for its holder. Returns false if it was over before. */
    private boolean giveUp() {
        synchronized (this) {
            if (gone) {
                return false;
            }
            gone = true;
            keptAlive = false;
        }
        core.timers().cancel(this);
        core.remove(this);
        return true;
    }

    @Override
    public void clientClosed() {
        end();
    }

    @Override
    public CompletableFuture<Duration> remaining() {
        return core.readTimed(
                "remaining-lease", timeoutNanos, new Call.ReadLease(id), new ReadRequest.Reading<Duration>() {
                    @Override
                    public Duration result(String operation, Answer answer, long sentNanos) {
                        if (answer instanceof Answer.LeaseFound found) {
                            return Duration.ofMillis(Math.max(0, found.remainingMillis()));
                        }
                        throw Failures.misfit(operation, answer);
                    }

                    @Override
                    public void failed(EngineException failure) {
                        if (failure instanceof EngineException.LeaseNotFound) {
                            end();
                        }
                    }
                });
    }

    @Override
    public CompletableFuture<Void> revoke() {
        boolean unused = giveUp(); // the cluster may apply it from the moment it is sent
        WriteRequest.Writing<Void> revoked = (operation, reply, sentNanos) -> {
            if (reply instanceof Reply.Written || isNotFound(reply)) {
                return null;
            }
            throw Results.failure(operation, reply);
        };
        Command revoke = new Command.LeaseRevoke(id);
        return core.settings().exactlyOnce()
                ? core.write("revoke-lease", timeoutNanos, revoke, revoked)
                : core.writeRepeatable("revoke-lease", timeoutNanos, revoke, revoked);
    }

    @Override
    public void close() {
        if (core.isClosed()) {
            boolean known = giveUp();
            return;
        }
        var unused = revoke().whenComplete((nothing, failure) -> {
            if (failure != null) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "Lease {0} was not revoked, so it ends by itself: {1}",
                        id,
                        failure.getMessage());
            }
        });
    }
}
