package io.dengine.simulator.run;

import io.dengine.core.log.Entry;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.simulator.check.Violation;
import io.dengine.simulator.run.Swarm.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private final SimClient.Keys keys;
    private SecondLife secondLife;
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final Map<Operator.Change, Integer> changes = new EnumMap<>(Operator.Change.class);

    /** The cluster of the present life. */
    private Machines machines;

    private World world;

    /** The history of the present life. */
    private History history;

    /** The clients of the present life, or null between two lives. */
    private @Nullable Workload workload;

    /** The virtual time at which the present life began, in nanoseconds. */
    private long begunNanos;

    /** True once all faults have ended. */
    private boolean healed;

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
        machines = new Machines(world, hosts -> install(seed, swarm, hosts, members));
        workload = new Workload(world, history, keys, machines.hosts());
    }

    private static TruthStore newTruth() {
        return new KvTruthStore(Integer.MAX_VALUE, 100);
    }

    /** Installs the first members. In some clusters they crash in their first writes. */
    private static void install(long seed, Swarm swarm, List<SimHost> hosts, Configuration members) {
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
        simulation.machines.discard();
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
        simulation.machines.discard();
        return recording;
    }

    private Result result(@Nullable Violation failure) {
        countFaults();
        return new Result(
                world.seed(),
                failure,
                world.scheduler().trace().hash(),
                world.scheduler().nowNanos(),
                world.scheduler().tasks(),
                history.operations(),
                history.checked(),
                faults,
                changes,
                world.lives(),
                failure == null ? List.of() : lastEvents());
    }

    /** Returns the last events of the whole run, and then of the core of each node that still runs. */
    private List<String> lastEvents() {
        List<String> lines = new ArrayList<>(world.scheduler().trace().last(Trace.KEPT));
        lines.addAll(machines.coreEvents());
        return lines;
    }

    private void countFaults() {
        machines.nemesis().counts().forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
        Operator operator = machines.operator();
        if (operator != null) {
            operator.counts().forEach((change, count) -> changes.merge(change, count, Integer::sum));
        }
    }

    private void runPhases(long safetyNanos) {
        long endNanos = Math.min(safetyNanos, world.swarm().safetyNanos());
        endNanos = switch (secondLife) {
            case NONE -> endNanos;
            case ACCEPTED_LOSS -> losePower(endNanos);
            case RESTORED -> restore(endNanos);
        };
        world.runUntil(endNanos);
        healed = true;
        machines.heal();
        if (workload != null) {
            workload.stop();
        }
        Convergence convergence = new Convergence(machines);
        convergence.await(this::isLastLife, "no life begins, or it does not last");
        convergence.await(() -> isLastLife() && Objects.requireNonNull(workload).callsEnded(), "calls have not ended");
        Workload last = Objects.requireNonNull(workload);
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
        return secondLife == SecondLife.NONE
                || workload != null
                        && quietNanos > Scheduler.SECOND
                        && machines.hosts().stream()
                                .filter(host -> world.referee().members().isVoter(host.id()))
                                .allMatch(host -> world.referee().elections().isComplete(host.id()));
    }

    // ---- from one life to the next

    private long firstLifeNanos(long endNanos) {
        return endNanos / 4 + world.streams().disasters().nextLong(1 + endNanos / 4);
    }

    /** Runs the first life, and ends it by a loss of power. Returns when the second life ends. */
    private long losePower(long endNanos) {
        long firstNanos = firstLifeNanos(endNanos);
        world.runUntil(firstNanos - LATE_SYNC_NANOS);
        machines.hosts().forEach(host -> host.pace().delay(Pace.SYNC, LATE_SYNC_NANOS));
        world.runUntil(firstNanos);
        Disaster disaster = new Disaster(world, machines.hosts());
        if (!disaster.isPossible()) {
            secondLife = SecondLife.NONE;
            return endNanos;
        }
        long syncedIndex = disaster.syncedIndex();
        endFirstLife();
        world.referee().losesPower(history, syncedIndex);
        world.referee().onIncarnation(this::begins);
        disaster.strike();
        machines.needOperator();
        return firstNanos + endNanos / 2;
    }

    /** Runs the first life, and restores its last backup to other machines. Returns when the second life ends. */
    private long restore(long endNanos) {
        long firstNanos = firstLifeNanos(endNanos);
        Archivist archive = new Archivist(machines);
        try {
            archive.beginWithin(1 + firstNanos / 2);
            world.runUntil(firstNanos);
            while (archive.taken() == null && world.scheduler().nowNanos() < endNanos) {
                world.runUntil(world.scheduler().nowNanos() + Scheduler.SECOND);
            }
            SnapshotMeta taken = archive.taken();
            if (taken == null) {
                secondLife = SecondLife.NONE; // no node was up for long enough
                return endNanos;
            }
            endFirstLife();
            begin(archive, taken);
            return world.scheduler().nowNanos() + endNanos / 3;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            archive.discard();
        }
    }

    private void begin(Archivist archive, SnapshotMeta taken) throws IOException {
        World former = world;
        countFaults();
        machines.retire();
        Restoration restoration = new Restoration(former, archive);
        restoration.restoreAll();
        Configuration members = restoration.members();
        Referee referee =
                new Referee(former.scheduler(), former.swarm(), members, history, new Recording(former.swarm(), 0));
        List<Entry> entries = new ArrayList<>();
        for (long index = 1; index <= taken.index(); index++) {
            entries.add(former.referee().log().entryAt(index));
        }
        referee.restores(entries);
        referee.onIncarnation(this::begins);
        SimNetwork network = new SimNetwork(
                former.scheduler(), former.streams().network(), former.swarm(), former.priorities(), referee);
        network.serves(restoration.cluster());
        world = new World(
                former.seed(),
                former.swarm(),
                former.scheduler(),
                former.streams(),
                network,
                referee,
                former.priorities(),
                restoration.storages(),
                members,
                former.lives());
        machines = new Machines(world, hosts -> install(former.seed(), former.swarm(), hosts, members));
    }

    /** Ends the first life: the outcomes of all calls in flight are unknown, and another log begins. */
    private void endFirstLife() {
        endLife();
        history.identities().ends(history.truth().incarnation(), history.truth().revision());
        history = history.again(newTruth());
    }

    private void endLife() {
        Workload present = workload;
        if (present != null) {
            present.cut();
            history.judge();
            workload = null;
        }
    }

    /** Begins a life with the first entry of another incarnation. */
    private void begins(Entry entry) {
        world.count(entry.isAfterLoss() ? LifeEvent.LOSS_REPORTED : LifeEvent.RESTORED);
        world.scheduler().note("life begins", entry.index(), entry.term());
        long remembered = history.incarnation();
        endLife();
        history.identities().ends(remembered, history.floorRevision());
        if (history.hasBegun()) {
            history = history.next();
            world.referee().records(history);
        } else {
            countWhatIsLeft();
        }
        history.begins(entry);
        begunNanos = world.scheduler().nowNanos();
        History begun = history;
        Revenant.Memory memory = new Revenant.Memory(
                history.identities().sessions(), history.identities().leases(), remembered);
        world.scheduler().after(1, () -> {
            if (history == begun) {
                Workload next = new Workload(world, history, keys, machines.hosts());
                next.haunt(new Revenant(world, history, machines.hosts(), memory));
                workload = next;
                if (healed) {
                    next.stop();
                }
            }
        });
    }

    private void countWhatIsLeft() {
        FormerLife former = world.referee().former();
        if (former != null && former.remains().lost() > 0) {
            world.count(LifeEvent.ENTRIES_LOST);
        }
        if (former != null && former.remains().hasParted()) {
            world.count(LifeEvent.UNCOMMITTED_KEPT);
        }
    }
}
