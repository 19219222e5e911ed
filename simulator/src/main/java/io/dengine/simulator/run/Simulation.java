package io.dengine.simulator.run;

import io.dengine.core.log.Entry;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.simulator.check.FormerLog;
import io.dengine.simulator.check.Violation;
import io.dengine.simulator.run.Swarm.Fault;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One run of one seed. First it injects faults while clients work and every rule is checked; then it ends all faults,
 * and the cluster must soon serve again and agree.
 */
public final class Simulation {
    /** The time before a loss of power in which the disks sync nothing. */
    private static final long LATE_SYNC_NANOS = 300 * Scheduler.MILLI;

    private final World world;
    private final List<SimHost> hosts = new ArrayList<>();
    private final Nemesis nemesis;
    private final Temperature temperature;
    private final @Nullable Operator operator;
    private final SimClient.Keys keys;
    private final SecondLife secondLife;

    /** The history of the present life. */
    private History history;

    /** The clients of the present life, or null between two lives. */
    private @Nullable Workload workload;

    /** The virtual time at which the present life began, in nanoseconds. */
    private long begunNanos;

    /** True once all faults have ended. */
    private boolean healed;

    /** Replaces nodes after a loss, if nobody else does. */
    private @Nullable Operator replacing;

    /**
     * The result of a run.
     *
     * @param failure the violation, or null
     * @param lastEvents the events before the failure, oldest first
     */
    public record Result(
            long seed,
            @Nullable Violation failure,
            long traceHash,
            long virtualNanos,
            long events,
            long operations,
            long checked,
            Map<Fault, Integer> faults,
            Map<Operator.Change, Integer> changes,
            Map<LifeEvent, Integer> lives,
            List<String> lastEvents) {
        Result withFailure(Violation found) {
            return new Result(
                    seed,
                    found,
                    traceHash,
                    virtualNanos,
                    events,
                    operations,
                    checked,
                    faults,
                    changes,
                    lives,
                    lastEvents);
        }
    }

    private Simulation(long seed, Recording recording) {
        Swarm swarm = Swarm.of(seed);
        Streams streams = Streams.of(seed);
        Scheduler scheduler = new Scheduler(streams.schedule().split());
        keys = Workload.keys(streams);
        secondLife = SecondLife.of(seed, swarm);
        history = new History(
                newTruth(), Workload.allKeys(keys, Workload.libraryClients(seed, swarm)), scheduler, swarm.schedule());
        Configuration members = members(swarm);
        Referee referee = new Referee(scheduler, swarm, members, history, recording);
        Priorities priorities = new Priorities(scheduler, swarm, seed);
        SimNetwork network = new SimNetwork(scheduler, streams.network(), swarm, priorities, referee);
        world = new World(
                seed,
                swarm,
                scheduler,
                streams,
                network,
                referee,
                priorities,
                storages(swarm, streams, StoreKind.of(seed)),
                members,
                new EnumMap<>(LifeEvent.class));
        for (int id = 1; id <= swarm.nodes(); id++) {
            hosts.add(new SimHost(id, world));
        }
        referee.watch(hosts);
        install(seed, swarm, members);
        nemesis = new Nemesis(world, hosts);
        temperature = new Temperature(world, hosts);
        Stranger.mayVisit(world, hosts);
        Swarm.Churn churn = swarm.churn();
        operator = churn == null ? null : new Operator(world, hosts, nemesis, churn);
        workload = new Workload(world, history, keys, hosts);
    }

    private static TruthStore newTruth() {
        return new KvTruthStore(Integer.MAX_VALUE, 100);
    }

    /** Installs the first members. In some clusters they crash in their first writes. */
    private void install(long seed, Swarm swarm, Configuration members) {
        SplittableRandom young = new SplittableRandom(seed);
        for (SimHost host : hosts.subList(0, swarm.voters())) {
            if (Swarm.diesYoung(seed)) {
                host.dieYoung(1 + young.nextInt(40), young.nextInt(4) > 0 ? 1 + young.nextInt(12) : 0);
            }
            host.install(members);
        }
    }

    /** Returns the first members. Their storage ids are known at the start only if no node ever gets another disk. */
    private static Configuration members(Swarm swarm) {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= swarm.voters(); id++) {
            members.add(new Member(id, "node" + id, swarm.churn() == null ? id : 0, Member.Role.VOTER));
        }
        return new Configuration(0, members);
    }

    private static World.Storages storages(Swarm swarm, Streams streams, StoreKind kind) {
        return new World.Storages() {
            @Override
            public Storage create(int node) {
                return new WalStorage(
                        node, swarm.tuning().segmentBytes(), streams.disk().split());
            }

            @Override
            public StoreDisk createStores() {
                return kind.create(streams.stores().split());
            }
        };
    }

    /** Runs one seed completely. */
    public static Result run(long seed) {
        return run(seed, Long.MAX_VALUE);
    }

    /** Runs one seed, and returns a description of the violation, or null. */
    public static @Nullable String failureOf(long seed) {
        Violation failure = run(seed).failure();
        return failure == null ? null : failure.getMessage();
    }

    /** Runs one seed, with at most {@code safetyNanos} of faults. */
    public static Result run(long seed, long safetyNanos) {
        Simulation simulation = new Simulation(seed, new Recording(Swarm.of(seed), 0));
        @Nullable Violation failure = null;
        try {
            simulation.runPhases(safetyNanos);
        } catch (Violation found) {
            failure = found;
        } catch (RuntimeException unexpected) {
            failure = new Violation("harness", "the run failed with " + unexpected);
            failure.initCause(unexpected);
        }
        Result result = simulation.result(failure);
        simulation.hosts.forEach(SimHost::discard);
        return result;
    }

    /** Returns whether the run can be compared with the model: no membership changes, and several voters. */
    public static boolean isComparable(long seed) {
        Swarm swarm = Swarm.of(seed);
        return swarm.churn() == null && swarm.voters() > 1;
    }

    /** Records the steps of cores and disks from the start of a run, for the comparison with the model. */
    public static Recording record(long seed, int lines) {
        Recording recording = new Recording(Swarm.of(seed), lines);
        Simulation simulation = new Simulation(seed, recording);
        Scheduler scheduler = simulation.world.scheduler();
        long endNanos = simulation.world.swarm().safetyNanos();
        boolean more = true;
        while (more && !recording.isFull() && simulation.world.referee().violation() == null) {
            more = scheduler.runNext(endNanos);
        }
        simulation.hosts.forEach(SimHost::discard);
        return recording;
    }

    private Result result(@Nullable Violation failure) {
        return new Result(
                world.seed(),
                failure,
                world.scheduler().trace().hash(),
                world.scheduler().nowNanos(),
                world.scheduler().tasks(),
                history.operations(),
                history.checked(),
                nemesis.counts(),
                operator == null ? Map.of() : operator.counts(),
                world.lives(),
                failure == null ? List.of() : lastEvents());
    }

    /** Returns the last events of the whole run, and then of the core of each node that still runs. */
    private List<String> lastEvents() {
        List<String> lines = new ArrayList<>(world.scheduler().trace().last(Trace.KEPT));
        for (SimHost host : hosts) {
            SimHost.Process process = host.process();
            if (process != null) {
                lines.add("core of node " + host.id() + ':');
                List<String> events = process.node().recentEvents();
                lines.addAll(events.subList(Math.max(0, events.size() - Trace.KEPT), events.size()));
            }
        }
        return lines;
    }

    private void runPhases(long safetyNanos) {
        long endNanos = Math.min(safetyNanos, world.swarm().safetyNanos());
        if (secondLife == SecondLife.ACCEPTED_LOSS) {
            endNanos = losePower(endNanos);
        }
        world.runUntil(endNanos);
        endFaults();
        Convergence convergence = new Convergence(world, hosts, replacing());
        if (secondLife == SecondLife.ACCEPTED_LOSS) {
            convergence.await(this::isLastLife, "the loss is not over");
        }
        Workload last = Objects.requireNonNull(workload);
        last.stop();
        convergence.demand(last, history, keys);
        last.end();
        history.judge();
    }

    /**
     * Returns whether no loss will be reported any more: for a while no life has begun, and every voter has stored that
     * it lacks nothing.
     */
    private boolean isLastLife() {
        long quietNanos = world.scheduler().nowNanos() - begunNanos;
        return workload != null
                && quietNanos > Scheduler.SECOND
                && hosts.stream()
                        .filter(host -> world.referee().members().isVoter(host.id()))
                        .allMatch(host -> world.referee().elections().isComplete(host.id()));
    }

    private @Nullable Operator replacing() {
        return replacing == null ? operator : replacing;
    }

    private void endFaults() {
        healed = true;
        nemesis.stop();
        temperature.stop();
        world.priorities().stop();
        world.scheduler().note("heal", 0, 0);
        world.network().heal(new NetworkProfile(Scheduler.MILLI, 0, 0, 0, true, false, 1));
        hosts.forEach(SimHost::heal);
        Workload present = workload;
        if (present != null) {
            present.stop();
        }
        Operator changing = replacing();
        if (changing != null) {
            changing.stop();
        }
    }

    // ---- from one life to the next

    /** Runs the first life, and ends it by a loss of power. Returns when the second life ends. */
    private long losePower(long endNanos) {
        long firstNanos = endNanos / 4 + world.streams().disasters().nextLong(1 + endNanos / 4);
        world.runUntil(firstNanos - LATE_SYNC_NANOS);
        hosts.forEach(host -> host.pace().delaySyncs(LATE_SYNC_NANOS));
        world.runUntil(firstNanos);
        Disaster disaster = new Disaster(world, hosts);
        long syncedIndex = disaster.syncedIndex();
        endLife();
        history.identities().ends(history.truth().incarnation(), history.truth().revision());
        history = history.again(newTruth());
        world.referee().losesPower(history, syncedIndex);
        world.referee().onIncarnation(this::reported);
        disaster.strike();
        if (operator == null) {
            // Nodes that hold what the others lost stop themselves, and someone must replace them.
            replacing = new Operator(world, hosts, nemesis, new Swarm.Churn(0, Scheduler.SECOND, false, false, false));
            replacing.stop();
        }
        return firstNanos + endNanos / 2;
    }

    /** Ends the present life: the outcomes of all calls in flight are unknown. */
    private void endLife() {
        Workload present = workload;
        if (present != null) {
            present.cut();
            history.judge();
            workload = null;
        }
    }

    /** Begins a life with the entry that reports the loss. */
    private void reported(Entry entry) {
        world.count(LifeEvent.LOSS_REPORTED);
        world.scheduler().note("loss reported", entry.index(), entry.term());
        long remembered = history.incarnation();
        endLife();
        history.identities().ends(remembered, history.floorRevision());
        if (history.hasBegun()) {
            history = history.next();
            world.referee().records(history);
        } else {
            FormerLog former = Objects.requireNonNull(world.referee().former()).remains();
            if (former.lost() > 0) {
                world.count(LifeEvent.ENTRIES_LOST);
            }
            if (former.hasParted()) {
                world.count(LifeEvent.UNCOMMITTED_KEPT);
            }
        }
        history.begins(entry);
        begunNanos = world.scheduler().nowNanos();
        History begun = history;
        Revenant.Memory memory = new Revenant.Memory(
                history.identities().sessions(), history.identities().leases(), remembered);
        world.scheduler().after(1, () -> {
            if (history == begun) {
                Workload next = new Workload(world, history, keys, hosts);
                next.haunt(new Revenant(world, history, hosts, memory));
                workload = next;
                if (healed) {
                    next.stop();
                }
            }
        });
    }
}
