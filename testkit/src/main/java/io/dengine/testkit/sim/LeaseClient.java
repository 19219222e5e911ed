package io.dengine.testkit.sim;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.engine.RefusedException;
import io.dengine.testkit.check.Operation.Outcome;
import io.dengine.testkit.check.TimeToLive;
import io.dengine.testkit.check.Violation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that lets a key live as long as a lease: it renews the lease as it likes, gives it back, or forgets it. What
 * it was promised is judged by true time. One call after the other; what is not answered in time counts for nothing.
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

    private void think() {
        world.scheduler().after(Streams.around(random, 6 * world.swarm().thinkNanos()), () -> {
            if (active) {
                act();
            }
        });
    }

    private void act() {
        if (leaseId == 0) {
            grant();
        } else if (!attached) {
            attach();
        } else {
            switch (random.nextInt(12)) {
                case 0 -> forget();
                case 1 -> send(new Command.LeaseRevoke(leaseId), reply -> forget());
                default -> renew();
            }
        }
    }

    /** The lease ends by itself, and the key with it. */
    private void forget() {
        leaseId = 0;
        attached = false;
        think();
    }

    private void grant() {
        long ttlMillis = Streams.between(random, 200, 5_000);
        send(new Command.LeaseGrant(0, ttlMillis), reply -> {
            if (reply instanceof Reply.Leased leased) {
                leaseId = leased.leaseId();
                ttlNanos = leased.ttlMillis() * Scheduler.MILLI;
            }
            think();
        });
    }

    private void attach() {
        long number = history.nextNumber();
        history.ended(number, Outcome.UNKNOWN);
        send(new Command.Put(key, Values.of(number, 0), 0, leaseId), reply -> {
            if (reply instanceof Reply.Refused) {
                forget();
            } else {
                attached = true;
                think();
            }
        });
    }

    private void renew() {
        long sentNanos = world.scheduler().nowNanos();
        send(new Command.LeaseKeepAlive(leaseId), reply -> {
            if (reply instanceof Reply.Leased) {
                times.promised(key, leaseId, ttlNanos, sentNanos);
                think();
            } else {
                forget();
            }
        });
    }

    private void send(Command command, Consumer<Reply> answer) {
        SimHost.Process process = hosts.get(random.nextInt(hosts.size())).process();
        if (process == null) {
            think();
            return;
        }
        long current = ++call;
        CompletableFuture<Bytes> future = process.node().submit(command.encode());
        CompletableFuture<?> unused = future.whenComplete(
                (bytes, failure) -> world.referee().check(() -> answered(current, bytes, failure, answer)));
        world.scheduler().after(world.swarm().tuning().requestTimeoutNanos(), () -> {
            if (call == current) {
                call++;
                forget(); // whatever became of it: the next lease is another one
            }
        });
    }

    private void answered(long current, @Nullable Bytes bytes, @Nullable Throwable failure, Consumer<Reply> answer) {
        if (call != current) {
            return;
        }
        call++;
        if (bytes != null) {
            answer.accept(Reply.decode(bytes));
        } else if (failure instanceof RefusedException) {
            forget();
        } else {
            throw new Violation("refusals", "a request about a lease fails with " + failure);
        }
    }
}
