package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.core.CoreStatus;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.simulator.check.Violation;
import io.dengine.simulator.run.Swarm.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One run of one seed. First it injects faults while clients work and every rule is checked; then it ends all faults,
 * and the cluster must soon serve again and agree.
 */
public final class Simulation {
    private static final long CONVERGENCE_NANOS = 30 * Scheduler.SECOND;
    private static final long CHECK_NANOS = 100 * Scheduler.MILLI;

    private static final Bytes SESSION_KEY = Bytes.utf8("session");
    private static final Bytes MORTAL_KEY = Bytes.utf8("mortal");
    private static final Bytes LEASED_KEY = Bytes.utf8("leased");

    /** The interval of seeds whose clients include the client library; such a run takes as long as four others. */
    private static final int LIBRARY_SHARE = 11;

    private static final int LEASE_CLIENTS = 2;

    private static final int LIBRARY_CLIENTS = 2;

    private final World world;
    private final History history;
    private final List<SimHost> hosts = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final SessionClient insistent;
    private final List<LeaseClient> holders = new ArrayList<>();
    private final List<LibraryClient> libraries = new ArrayList<>();
    private final Nemesis nemesis;
    private final Temperature temperature;
    private final @Nullable Operator operator;
    private final SimClient.Keys keys;

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
            List<String> lastEvents) {
        Result withFailure(Violation found) {
            return new Result(
                    seed, found, traceHash, virtualNanos, events, operations, checked, faults, changes, lastEvents);
        }
    }

    private Simulation(long seed, Recording recording) {
        Swarm swarm = Swarm.of(seed);
        Streams streams = Streams.of(seed);
        Scheduler scheduler = new Scheduler(streams.schedule().split());
        keys = keys(streams);
        history = new History(
                new KvTruthStore(Integer.MAX_VALUE, 100),
                allKeys(keys, libraryClients(seed, swarm)),
                scheduler,
                swarm.schedule());
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
                members);
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
        for (int i = 0; i < swarm.clients(); i++) {
            clients.add(new SimClient(world, history, keys, hosts));
        }
        insistent = new SessionClient(world, history, SESSION_KEY, MORTAL_KEY, hosts);
        for (int i = 0; i < LEASE_CLIENTS; i++) {
            holders.add(new LeaseClient(world, history, LEASED_KEY, hosts));
        }
        for (int number = 1; number <= libraryClients(seed, swarm); number++) {
            libraries.add(new LibraryClient(world, history, hosts, number));
        }
        for (int i = 0; i < 2; i++) {
            watchers.add(new Watcher(world, history, i == 0 ? Bytes.EMPTY : keys.cellPrefix(), hosts));
        }
    }

    private static List<Bytes> allKeys(SimClient.Keys keys, int libraryClients) {
        List<Bytes> all = new ArrayList<>(keys.registers());
        all.addAll(keys.cells());
        all.add(SESSION_KEY);
        all.add(MORTAL_KEY);
        all.add(LEASED_KEY);
        for (int number = 1; number <= libraryClients; number++) {
            LibraryClient.Keys.of(number).all().stream()
                    .filter(key -> !all.contains(key))
                    .forEach(all::add);
        }
        return all;
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

    /**
     * Returns the number of library clients. There are none with wild clocks, because holders of leases and sessions
     * rely on clocks.
     */
    private static int libraryClients(long seed, Swarm swarm) {
        return seed % LIBRARY_SHARE == 0 && !swarm.schedule().wildClocks() ? LIBRARY_CLIENTS : 0;
    }

    private static SimClient.Keys keys(Streams streams) {
        List<Bytes> registers = new ArrayList<>();
        for (int i = 1 + streams.workload().nextInt(6); i > 0; i--) {
            registers.add(Bytes.utf8("register" + i));
        }
        List<Bytes> cells = new ArrayList<>();
        for (int i = 2 + streams.workload().nextInt(4); i > 0; i--) {
            cells.add(Bytes.utf8("cell" + i));
        }
        return new SimClient.Keys(registers, cells, Bytes.utf8("cell"));
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
        runUntil(Math.min(safetyNanos, world.swarm().safetyNanos()));
        nemesis.stop();
        temperature.stop();
        world.priorities().stop();
        world.scheduler().note("heal", 0, 0);
        world.network().heal(new NetworkProfile(Scheduler.MILLI, 0, 0, 0, true, false, 1));
        hosts.forEach(SimHost::heal);
        clients.forEach(SimClient::stop);
        insistent.stop();
        holders.forEach(LeaseClient::stop);
        libraries.forEach(LibraryClient::stop);
        if (operator != null) {
            operator.stop();
        }
        converge();
        holders.forEach(LeaseClient::end);
        history.judge();
    }

    private void runUntil(long untilNanos) {
        while (world.scheduler().runNext(untilNanos)) {
            Violation violation = world.referee().violation();
            if (violation != null) {
                throw violation;
            }
        }
    }

    /** Checks that all calls end, a new write succeeds, and all nodes reach the same state. */
    private void converge() {
        long deadlineNanos = world.scheduler().nowNanos() + CONVERGENCE_NANOS;
        while (!callsEnded()) {
            advance(deadlineNanos, "calls have not ended");
        }
        while (operator != null && !operator.isDone()) {
            advance(deadlineNanos, "members are missing");
        }
        List<SimHost> members = hosts.stream().filter(this::isMember).toList();
        SimClient last = new SimClient(world, history, keys, members);
        while (last.answered() == 0) {
            advance(deadlineNanos, "no call succeeds");
        }
        last.stop();
        while (last.openCalls() > 0 || !isEqualEverywhere()) {
            advance(deadlineNanos, "the states of nodes differ");
        }
        while (!hosts.stream().allMatch(SimHost::knowsItsDamage)) {
            advance("scrub", deadlineNanos, "damage was not found");
        }
        watchers.forEach(Watcher::finish);
        libraries.forEach(LibraryClient::finish);
        while (!watchers.stream().allMatch(Watcher::isComplete)) {
            advance(deadlineNanos, "watchers lack changes");
        }
        while (!libraries.stream().allMatch(LibraryClient::isComplete)) {
            advance(deadlineNanos, "the client library does not find the cluster: " + libraries);
        }
    }

    private boolean callsEnded() {
        return insistent.isIdle()
                && libraries.stream().allMatch(LibraryClient::isIdle)
                && clients.stream().allMatch(client -> client.openCalls() == 0);
    }

    private void advance(long deadlineNanos, String complaint) {
        advance("convergence", deadlineNanos, complaint);
    }

    private void advance(String rule, long deadlineNanos, String complaint) {
        if (world.scheduler().nowNanos() >= deadlineNanos) {
            throw new Violation(
                    rule, complaint + " within " + CONVERGENCE_NANOS / Scheduler.SECOND + " s: " + describe());
        }
        runUntil(world.scheduler().nowNanos() + CHECK_NANOS);
    }

    private boolean isEqualEverywhere() {
        for (SimHost host : hosts) {
            SimHost.Process process = host.process();
            if (!isMember(host)) {
                continue;
            }
            if (process == null
                    || process.node().appliedIndex() != world.referee().log().lastIndex()) {
                return false;
            }
        }
        for (SimHost host : hosts) {
            SimHost.Process process = host.process();
            if (process != null
                    && isMember(host)
                    && process.store().machine().stateHash() != world.referee().trueStateHash()) {
                throw new Violation("same states", "node " + host.id() + " differs at the end");
            }
        }
        return true;
    }

    private boolean isMember(SimHost host) {
        return world.referee().members().contains(host.id());
    }

    private String describe() {
        StringBuilder text = new StringBuilder("members ")
                .append(world.referee().members())
                .append(", applied somewhere ")
                .append(world.referee().log().lastIndex());
        for (SimHost host : hosts) {
            SimHost.Process process = host.process();
            text.append(" [").append(host.id()).append(' ');
            if (process == null) {
                text.append("down]");
                continue;
            }
            CoreStatus status = process.node().status();
            text.append(status.role()).append(" term ").append(status.term());
            text.append(" leader ").append(status.leaderId());
            text.append(' ')
                    .append(world.referee().elections().durableOf(host.id()).completeness());
            text.append(" of ").append(world.referee().rounds().inForce(host.id()));
            text.append(" commit ").append(process.node().commitIndex());
            text.append(" applied ").append(process.node().appliedIndex()).append(']');
        }
        return text.toString();
    }
}
