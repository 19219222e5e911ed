package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.simulator.check.Operation.Outcome;
import io.dengine.simulator.check.RevisionOrder.Observation;
import io.dengine.simulator.check.Violation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * A client that resends a command to any node until it is answered, and relies on its session to apply it once. Between
 * sessions it writes a key with a time to live.
 */
final class SessionClient {
    private static final long SESSION_TTL_MILLIS = 60_000;
    private static final long LEASE_TTL_MILLIS = 1_000;
    private static final long PATIENCE_NANOS = 800 * Scheduler.MILLI;
    private static final int CALLS_PER_SESSION = 12;

    private final World world;
    private final History history;
    private final List<SimHost> hosts;
    private final SplittableRandom random;
    private final Bytes key;
    private final Bytes mortalKey;
    private boolean active = true;
    private boolean busy;
    private boolean isOver;
    private long sessionId;
    private long sequence;
    private long attempt;

    /** @param mortalKey the key that is written with a time to live */
    SessionClient(World world, History history, Bytes key, Bytes mortalKey, List<SimHost> hosts) {
        this.world = world;
        this.history = history;
        this.key = key;
        this.mortalKey = mortalKey;
        this.hosts = hosts;
        this.random = world.streams().workload().split();
        think();
    }

    void stop() {
        active = false;
    }

    /** Ends every call, because the life of the cluster ends: no answer counts any more. */
    void cut() {
        active = false;
        isOver = true;
        attempt++;
    }

    boolean isIdle() {
        return !busy;
    }

    private void think() {
        busy = false;
        world.scheduler().after(Streams.around(random, 3 * world.swarm().thinkNanos()), () -> {
            if (!active) {
                return;
            }
            busy = true;
            if (sessionId == 0) {
                begin();
            } else {
                call();
            }
        });
    }

    /** Requests a session, which may fail, and writes a key with a time to live. */
    private void begin() {
        long number = history.nextNumber();
        history.ended(number, Outcome.UNKNOWN);
        long ttlMillis = Streams.between(random, 100, 3_000);
        long sentNanos = world.scheduler().nowNanos();
        send(
                new Command.Put(mortalKey, Values.of(number, 0), ttlMillis, 0),
                reply -> history.times().promised(mortalKey, -number, ttlMillis * Scheduler.MILLI, sentNanos));
        send(new Command.SessionOpen(SESSION_TTL_MILLIS), reply -> {
            if (reply instanceof Reply.SessionOpened opened) {
                sessionId = opened.sessionId();
                sequence = 0;
                history.identities().drawn(sessionId);
                history.identities().named(opened.incarnation());
            }
        });
        send(new Command.LeaseGrant(0, LEASE_TTL_MILLIS), reply -> {
            if (reply instanceof Reply.Leased leased) {
                history.identities().drawn(leased.leaseId());
            }
        });
        think();
    }

    private void call() {
        long number = history.nextNumber();
        long calledAt = history.now();
        long floor = history.floorRevision();
        sequence++;
        if (sequence > CALLS_PER_SESSION) {
            sessionId = 0;
            think();
            return;
        }
        Command command =
                new Command.WithSession(sessionId, sequence, sequence - 1, new Command.Put(key, Values.of(number, 0)));
        insist(command, number, reply -> {
            if (reply instanceof Reply.Refused) {
                sessionId = 0; // the session has ended; the outcome of earlier attempts is unknown
                history.ended(number, Outcome.UNKNOWN);
            } else {
                history.ended(number, Outcome.OK);
                history.observed(
                        new Observation(number, calledAt, history.now(), reply.revision(), true, List.of()), floor);
            }
            think();
        });
    }

    private interface Answer {
        void take(Reply reply);
    }

    /** Resends the command until a node answers it. */
    private void insist(Command command, long number, Answer answer) {
        long current = ++attempt;
        send(command, reply -> {
            if (attempt == current) {
                attempt++;
                answer.take(reply);
            }
        });
        world.scheduler().after(PATIENCE_NANOS, () -> {
            if (attempt == current) {
                world.scheduler().note("again", number, current);
                insist(command, number, answer);
            }
        });
    }

    /** Returns any host; after {@link #stop} one after the other, so that chance does not pass the only member over. */
    private int nextHost() {
        return active ? random.nextInt(hosts.size()) : (int) (attempt % hosts.size());
    }

    private void send(Command command, Answer answer) {
        SimHost.Process process = hosts.get(nextHost()).process();
        if (process == null) {
            return;
        }
        CompletableFuture<Bytes> reply = process.node().submit(command.encode());
        CompletableFuture<?> unused =
                reply.whenComplete((bytes, failure) -> world.referee().check(() -> {
                    if (isOver) {
                        return;
                    }
                    if (failure == null) {
                        answer.take(Reply.decode(bytes));
                    } else if (!(failure instanceof RefusedException refused)
                            || refused.refusal() == Refusal.BAD_REQUEST) {
                        throw new Violation("refusals", "a request within a session fails with " + failure);
                    }
                }));
    }
}
