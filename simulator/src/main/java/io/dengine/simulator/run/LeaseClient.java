package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.simulator.check.LeasedKeys;
import io.dengine.simulator.check.LeasedKeys.Kind;
import io.dengine.simulator.check.Operation;
import io.dengine.simulator.check.Operation.Outcome;
import io.dengine.simulator.check.TimeToLive;
import io.dengine.simulator.check.Violation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that attaches a key to a lease: it renews the lease, revokes it, or abandons it. Its promises are checked in
 * true time, and its answers by a model of leases. Other clients use the same key. It makes one call at a time; a call
 * that times out has an unknown outcome.
 */
final class LeaseClient {
    private final World world;
    private final History history;
    private final TimeToLive times;
    private final List<SimHost> hosts;
    private final SplittableRandom random;
    private final Bytes key;
    private boolean active = true;
    private long leaseId;
    private long ttlNanos;
    private boolean attached;
    private long call;
    private @Nullable Open last;

    LeaseClient(World world, History history, Bytes key, List<SimHost> hosts) {
        this.world = world;
        this.history = history;
        this.times = history.times();
        this.key = key;
        this.hosts = hosts;
        this.random = world.streams().workload().split();
        think();
    }

    void stop() {
        active = false;
    }

    /** Ends the call in flight at the end of a life: other clients may have observed its effect. */
    void end() {
        active = false;
        if (last != null && call == last.number) {
            call++;
            history.add(last.ended(last.lease, last.value, true, Outcome.UNKNOWN, history.now()));
        }
    }

    private void think() {
        world.scheduler().after(Streams.around(random, 6 * world.swarm().thinkNanos()), () -> {
            if (active) {
                act();
            }
        });
    }

    private void act() {
        if (random.nextInt(3) == 0) {
            read();
        } else if (leaseId == 0) {
            grant();
        } else if (!attached) {
            attach();
        } else {
            switch (random.nextInt(12)) {
                case 0 -> forget();
                case 1 -> revoke();
                default -> renew();
            }
        }
    }

    /** Abandons the lease: it expires by itself, with its key. */
    private void forget() {
        leaseId = 0;
        attached = false;
        think();
    }

    private void grant() {
        long ttlMillis = Streams.between(random, 200, 5_000);
        send(Kind.GRANT, Operation.ABSENT, new Command.LeaseGrant(0, ttlMillis), (reply, sentNanos) -> {
            if (reply instanceof Reply.Leased leased) {
                leaseId = leased.leaseId();
                history.identities().drawn(leaseId);
                ttlNanos = leased.ttlMillis() * Scheduler.MILLI;
            }
            think();
        });
    }

    private void attach() {
        long number = history.nextNumber();
        history.ended(number, Outcome.UNKNOWN);
        send(Kind.ATTACH, number, new Command.Put(key, Values.of(number, 0), 0, leaseId), (reply, sentNanos) -> {
            if (reply instanceof Reply.Refused) {
                forget();
            } else {
                attached = true;
                think();
            }
        });
    }

    private void revoke() {
        send(Kind.REVOKE, Operation.ABSENT, new Command.LeaseRevoke(leaseId), (reply, sentNanos) -> forget());
    }

    private void renew() {
        send(Kind.RENEW, Operation.ABSENT, new Command.LeaseKeepAlive(leaseId), (reply, sentNanos) -> {
            if (reply instanceof Reply.Leased) {
                times.promised(key, leaseId, ttlNanos, sentNanos);
                think();
            } else {
                forget();
            }
        });
    }

    /** Reads the key, which another client may have written. */
    private void read() {
        SimHost host = hosts.get(random.nextInt(hosts.size()));
        SimHost.Process process = host.process();
        if (process == null || host.pace().isSuspended()) {
            think();
            return;
        }
        Open open = begin(Kind.READ, Operation.ABSENT);
        CompletableFuture<?> unused = process.node()
                .readIndex()
                .whenComplete((index, failure) -> world.referee().check(() -> {
                    if (call == open.number && failure == null) {
                        call++;
                        long found = process.store().get(key).value();
                        history.add(open.ended(leaseId, found, true, Outcome.OK, history.now()));
                        think();
                    }
                }));
    }

    /** A call in flight. */
    private final class Open {
        private final Kind kind;
        private final long value;
        private final long number = ++call;
        private final long lease = leaseId;
        private final long calledAt = history.now();

        Open(Kind kind, long value) {
            this.kind = kind;
            this.value = value;
        }

        LeasedKeys.Call ended(long lease, long found, boolean accepted, Outcome outcome, long returnedAt) {
            return new LeasedKeys.Call(kind, lease, key, found, accepted, outcome, calledAt, returnedAt);
        }
    }

    private Open begin(Kind kind, long value) {
        Open open = new Open(kind, value);
        last = open;
        world.scheduler().after(world.swarm().tuning().requestTimeoutNanos(), () -> {
            if (call == open.number) {
                call++;
                history.add(open.ended(open.lease, value, true, Outcome.UNKNOWN, history.now()));
                forget(); // the outcome is irrelevant: the next lease is another one
            }
        });
        return open;
    }

    /** The interpretation of an answer. */
    private interface Answer {
        void take(Reply reply, long sentNanos);
    }

    private void send(Kind kind, long value, Command command, Answer answer) {
        SimHost.Process process = hosts.get(random.nextInt(hosts.size())).process();
        if (process == null) {
            think();
            return;
        }
        long sentNanos = world.scheduler().nowNanos();
        Open open = begin(kind, value);
        CompletableFuture<Bytes> future = process.node().submit(command.encode());
        CompletableFuture<?> unused =
                future.whenComplete((bytes, failure) -> world.referee().check(() -> {
                    if (call == open.number) {
                        call++;
                        answered(open, bytes, failure, reply -> answer.take(reply, sentNanos));
                    }
                }));
    }

    private void answered(Open open, @Nullable Bytes bytes, @Nullable Throwable failure, Consumer<Reply> answer) {
        if (bytes != null) {
            Reply reply = Reply.decode(bytes);
            boolean accepted = !(reply instanceof Reply.Refused);
            long lease = reply instanceof Reply.Leased leased ? leased.leaseId() : leaseId;
            history.add(open.ended(lease, open.value, accepted, Outcome.OK, history.now()));
            answer.accept(reply);
        } else if (failure instanceof RefusedException refused) {
            boolean never = refused.refusal().retry() != Refusal.Retry.ONLY_IF_IDEMPOTENT;
            Outcome outcome = never ? Outcome.FAILED : Outcome.UNKNOWN;
            history.add(open.ended(leaseId, open.value, true, outcome, history.now()));
            forget();
        } else {
            throw new Violation("refusals", "a request about a lease fails with " + failure);
        }
    }
}
