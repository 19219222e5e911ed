package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Reply;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import io.dengine.simulator.check.Operation.Outcome;
import io.dengine.simulator.check.Violation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A client that has slept since a former life of the cluster. Its sessions, leases and watches are of that life: no
 * node may accept them, whatever the store knows of them.
 */
final class Revenant {
    private static final long SEQUENCE = 1_000;

    private final World world;
    private final History history;
    private final List<SimHost> hosts;
    private final SplittableRandom random;
    private final Memory memory;
    private final long firstRevision;
    private boolean active = true;
    private @Nullable WatchSubscription watch;

    /**
     * The memory of the client.
     *
     * @param sessions the sessions of former lives
     * @param leases the leases of former lives
     * @param incarnation the incarnation of the last of them
     */
    record Memory(List<Long> sessions, List<Long> leases, long incarnation) {}

    Revenant(World world, History history, List<SimHost> hosts, Memory memory) {
        this.world = world;
        this.history = history;
        this.hosts = hosts;
        this.memory = memory;
        this.firstRevision = history.firstRevision();
        this.random = world.streams().disasters().split();
        think();
    }

    void stop() {
        active = false;
        watch = null;
    }

    private void think() {
        world.scheduler().after(Streams.around(random, 8 * world.swarm().thinkNanos()), () -> {
            if (active) {
                act();
                think();
            }
        });
    }

    private void act() {
        SimHost.Process process = hosts.get(random.nextInt(hosts.size())).process();
        if (process == null) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> write(process);
            case 1 -> renew(process);
            case 2 -> attach(process);
            default -> follow(process);
        }
    }

    private void write(SimHost.Process process) {
        if (!memory.sessions().isEmpty()) {
            long session = any(memory.sessions());
            long sequence = 1 + random.nextLong(random.nextBoolean() ? 4 : SEQUENCE);
            demandRefused(
                    process,
                    new Command.WithSession(
                            session, sequence, sequence - 1, new Command.Put(Workload.LEASED_KEY, drawn())));
        }
    }

    private void renew(SimHost.Process process) {
        if (!memory.leases().isEmpty()) {
            demandRefused(process, new Command.LeaseKeepAlive(any(memory.leases())));
        }
    }

    private void attach(SimHost.Process process) {
        if (!memory.leases().isEmpty()) {
            demandRefused(process, new Command.Put(Workload.LEASED_KEY, drawn(), 0, any(memory.leases())));
        }
    }

    /** Returns a value that nobody may ever see. */
    private Bytes drawn() {
        long number = history.nextNumber();
        history.ended(number, Outcome.UNKNOWN);
        return Values.of(number, 0);
    }

    private long any(List<Long> ids) {
        return ids.get(random.nextInt(ids.size()));
    }

    private void demandRefused(SimHost.Process process, Command command) {
        CompletableFuture<Bytes> answer = process.node().submit(command.encode());
        CompletableFuture<?> unused =
                answer.whenComplete((bytes, failure) -> world.referee().check(() -> {
                    if (failure != null) {
                        return;
                    }
                    if (!(Reply.decode(bytes) instanceof Reply.Refused)) {
                        throw new Violation(
                                "another history",
                                command + " of a former life is answered with " + Reply.decode(bytes));
                    }
                    world.count(LifeEvent.TURNED_AWAY);
                }));
    }

    /** Goes on with a watch of the former life: it ends, before it delivers anything of this one. */
    private void follow(SimHost.Process process) {
        if (watch == null && process.store() instanceof KvTruthStore store) {
            watch = store.store()
                    .watchHub()
                    .subscribe(
                            new WatchTarget.Prefix(Bytes.EMPTY),
                            memory.incarnation(),
                            1 + random.nextLong(firstRevision),
                            () -> {});
            return;
        }
        WatchMessage message = watch == null ? null : watch.poll();
        if (message == null) {
            return;
        }
        switch (message) {
            case WatchMessage.Events events -> {
                if (events.revision() >= firstRevision) {
                    throw new Violation(
                            "another history",
                            "a watch of incarnation " + memory.incarnation() + " received " + events);
                }
            }
            case WatchMessage.OtherIncarnation other -> {
                world.count(LifeEvent.TURNED_AWAY);
                watch = null;
            }
            case WatchMessage.Progress progress -> {}
            case WatchMessage.Canceled canceled -> watch = null;
            case WatchMessage.Compacted compacted -> watch = null;
        }
    }
}
