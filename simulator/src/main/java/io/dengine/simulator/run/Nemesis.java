package io.dengine.simulator.run;

import io.dengine.core.CoreStatus;
import io.dengine.core.Effect.Level;
import io.dengine.core.log.HardState;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.simulator.check.StorageLedger;
import io.dengine.simulator.run.Swarm.Fault;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Injects faults and ends them, at random times and at the rates of the run. */
final class Nemesis {
    private final World world;
    private final List<SimHost> hosts;
    private final SplittableRandom random;
    private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    private final LeaderHunt hunt;
    private boolean active = true;
    private @Nullable Configuration proposed;

    Nemesis(World world, List<SimHost> hosts) {
        this.world = world;
        this.hosts = hosts;
        this.random = world.streams().faults();
        this.hunt = new LeaderHunt(world, hosts, this);
        for (Map.Entry<Fault, Double> rate : world.swarm().faultRates().entrySet()) {
            schedule(rate.getKey(), rate.getValue());
        }
    }

    Map<Fault, Integer> counts() {
        return counts;
    }

    /** Stops new faults; healing the hosts and the network ends those in progress. */
    void stop() {
        active = false;
        hunt.stop();
    }

    private void schedule(Fault fault, double perMinute) {
        world.scheduler().after(Streams.around(random, (long) (60e9 / perMinute)), () -> {
            if (active) {
                begin(fault);
                schedule(fault, perMinute);
            }
        });
    }

    private long someTime() {
        return Streams.around(random, Streams.between(random, 50, 4_000) * Scheduler.MILLI);
    }

    /** Returns a duration that is half of the time too short for any node to wait because of it. */
    private long aMomentOrMore() {
        return random.nextBoolean() ? someTime() : Streams.between(random, 1, 40) * Scheduler.MILLI;
    }

    /** Returns a duration from one to several election timeouts. */
    private long overTerms() {
        return Streams.between(random, 1, 8) * world.swarm().tuning().electionNanos();
    }

    private SimHost anyHost() {
        return hosts.get(random.nextInt(hosts.size()));
    }

    private void begin(Fault fault) {
        SimHost host = anyHost();
        counts.merge(fault, 1, Integer::sum);
        world.scheduler().note(fault.name(), host.id(), 0);
        switch (fault) {
            case KILL -> {
                host.kill();
                startLater(host);
            }
            case KILL_IN_WRITE -> host.storage().dieAfterOperations(1 + random.nextInt(12));
            case POWER_LOSS -> losePower(host);
            case KILL_ALL -> killAll();
            case RESTART -> {
                host.stop();
                startLater(host);
            }
            case PAUSE -> host.pace().pause(someTime());
            case ISOLATE -> cutBetween(List.of(host), others(host), random.nextInt(3));
            case SPLIT -> split();
            case ONE_WAY -> cutBetween(List.of(host), List.of(anyHost()), 1);
            case BRIDGE -> bridge(host);
            case CLOG -> world.network().clog(host.id(), anyHost().id(), someTime());
            case SLOW_DISK -> host.pace().slowDown(Streams.between(random, 5, 200) * Scheduler.MILLI, someTime());
            case STUCK_DISK -> host.pace().slowDown(Streams.between(random, 1, 10) * Scheduler.SECOND, someTime());
            case SYNC_ERROR -> {
                if (mayLose(host)) {
                    host.failNextSync();
                }
            }
            case WALL_JUMP -> host.pace().clock().jumpTo(Streams.between(random, -600_000, 600_000));
            case SUSPEND -> host.suspend(aMomentOrMore());
            case CLOCK_STANDS -> host.standClockStill(aMomentOrMore());
            case WALL_RATE -> changeWallRate(host.pace().clock());
            case CLOCK_STEP -> stepAhead(host);
            case SLOW_LINK -> world.network().slowDown(host.id(), anyHost().id(), overTerms(), someTime());
            case DISK_FULL -> {
                if (mayLose(host)) {
                    host.fillDisk(random.nextLong(5L * world.swarm().tuning().segmentBytes()), someTime());
                }
            }
            case OLD_COPY -> copy(host);
            case TRANSFER -> transfer(host);
            case DEPOSE -> hunt.depose();
            case BEHEAD -> hunt.behead();
            case RESTART_FORWARDER -> hunt.restartForwarder();
            case LATE_WATCHES -> host.pace().delay(Pace.WATCH, someTime());
            case ROT -> {
                if (host.isInstalled() && isSpareable(host)) {
                    rot(host);
                } else if (host.isInstalled() && world.referee().votesAlone(host.id())) {
                    host.rotWithCopy();
                }
            }
            case SNAPSHOT_ERROR -> host.storage().failNextSnapshotSync();
        }
    }

    /**
     * Copies a disk and restores the copy later: if the other nodes have all entries that the copy lacks, the run must
     * succeed. Never copies the disk of a single voter, because its copy would lead alone whatever the cluster has
     * become.
     */
    private void copy(SimHost host) {
        if (!host.isInstalled() || host.isCopied() || host.isRotten() || votesAlone(host)) {
            return;
        }
        long storageId = host.storage().storageId();
        HardState before = world.referee().elections().durableOf(host.id());
        host.copyDisk();
        world.scheduler().after(someTime(), () -> {
            boolean same = active && !host.isCopied() && host.storage().storageId() == storageId;
            HardState now = world.referee().elections().durableOf(host.id());
            if (same && before.equals(now) && isSpareable(host) && othersHoldAllOf(host)) {
                host.bringBackOldCopy();
            }
        });
    }

    /** Returns whether the disk of a node may name it as the only voter: what is in force may not be written yet. */
    private boolean votesAlone(SimHost host) {
        Configuration own = world.referee().rounds().inForce(host.id());
        return own == null
                || own.voterCount() == 1
                || own.index() > world.referee().storage(host.id()).writtenLast();
    }

    /**
     * Returns whether all other nodes, also former voters, durably have the entries of this one. A log of the same
     * length may have other entries.
     */
    private boolean othersHoldAllOf(SimHost host) {
        StorageLedger own = world.referee().storage(host.id());
        return hosts.stream()
                .filter(other -> other != host && other.isInstalled())
                .allMatch(other -> world.referee().storage(other.id()).holdsAllOf(own));
    }

    private void changeWallRate(SimClock clock) {
        clock.wallRunsAt(random.nextInt(4) * 0.5);
        world.scheduler().after(someTime(), () -> clock.wallRunsAt(1));
    }

    private void stepAhead(SimHost host) {
        SimClock clock = host.pace().clock();
        clock.stepTo(clock.nanoTime() + someTime());
        host.hurry();
    }

    private void rot(SimHost host) {
        if (host.isUp() && random.nextBoolean()) {
            host.rotInUse();
            return;
        }
        host.rot();
        if (random.nextBoolean()) {
            cutNextStartShort(host);
        }
    }

    /** Lets the next start die at any of its operations. */
    private void cutNextStartShort(SimHost host) {
        host.storage().nextDiesAfterOperations(1 + random.nextInt(18));
    }

    private void startLater(SimHost host) {
        if (random.nextInt(8) == 0) {
            cutNextStartShort(host);
        }
        world.scheduler().after(someTime(), host::start);
    }

    /**
     * Cuts the power of a host. If writes count before they are synced, only one node at a time may lose some: the
     * cluster promises no more.
     */
    void losePower(SimHost host) {
        if (mayLose(host)) {
            host.losePower();
            startLater(host);
        }
    }

    private boolean mayLose(SimHost host) {
        return world.swarm().level() == Level.SYNCED || isSpareable(host);
    }

    /**
     * Returns whether the other nodes have all data that this node ever promised to keep, and can continue without it,
     * in any configuration that they may use; an uncommitted one is also in force.
     */
    boolean isSpareable(SimHost host) {
        Configuration soon = proposed;
        return (soon == null || isSpareable(host, soon))
                && world.referee().membership().possible().stream().allMatch(members -> isSpareable(host, members));
    }

    private boolean isSpareable(SimHost host, Configuration members) {
        return !members.contains(host.id())
                || fewestVoters(members) >= 3 && findsTheOthers(host, members) && othersKeepTheirs(host, members);
    }

    private static int fewestVoters(Configuration members) {
        int before = 0;
        int after = 0;
        for (Member member : members.members()) {
            before += member.votesInOld() ? 1 : 0;
            after += member.votesInNew() ? 1 : 0;
        }
        return Math.min(before, after);
    }

    /**
     * Returns whether a node that loses the newest configurations still knows another current member, because it
     * accepts no other peers.
     */
    private boolean findsTheOthers(SimHost host, Configuration members) {
        return world.referee().rounds().usedOnItsDisk(host.id()).stream()
                .allMatch(used -> used.members().stream()
                        .anyMatch(member -> member.id() != host.id() && members.contains(member.id())));
    }

    /**
     * Returns whether an operator may propose {@code target} in place of {@code current} now. With fewer voters the
     * cluster may need one whose disk has lost data, or has damage that no read has found yet.
     */
    boolean mayBecome(Configuration current, Configuration target) {
        return !active
                || fewestVoters(target) >= Math.min(3, fewestVoters(current))
                || hosts.stream().noneMatch(host -> target.contains(host.id()) && host.isBehindItsPromises());
    }

    /** Records the members that an operator has just proposed, or null once the answer is known. */
    void proposes(@Nullable Configuration target) {
        proposed = target;
    }

    private boolean othersKeepTheirs(SimHost host, Configuration members) {
        boolean othersKeepTheirs = true;
        for (SimHost other : hosts) {
            boolean isMember = members.contains(other.id());
            boolean keeps = !other.isBehindItsPromises()
                    && !world.referee().hasLostItsDisk(other.id())
                    && !world.referee().isOfFormerLife(other.id())
                    && knowsAllMembers(other);
            othersKeepTheirs &= other == host || !isMember || keeps;
        }
        return othersKeepTheirs;
    }

    /**
     * Returns whether a node knows all members: it accepts another peer only if a node that it knows vouches for it.
     */
    private boolean knowsAllMembers(SimHost host) {
        Configuration own = world.referee().rounds().inForce(host.id());
        return own != null
                && world.referee().members().members().stream().allMatch(member -> own.contains(member.id()));
    }

    /** Ends all processes at once, and restarts each at its own time. */
    void killAll() {
        boolean power = world.swarm().level() == Level.SYNCED && random.nextBoolean();
        for (SimHost host : hosts) {
            if (power) {
                host.losePower();
            } else {
                host.kill();
            }
            startLater(host);
        }
    }

    private List<SimHost> others(SimHost host) {
        return hosts.stream().filter(other -> other != host).toList();
    }

    private void split() {
        int size = 1 + random.nextInt(Math.max(1, hosts.size() - 1));
        int first = random.nextInt(hosts.size());
        List<SimHost> side = hosts.stream()
                .filter(host -> Math.floorMod(host.id() - first, hosts.size()) < size)
                .toList();
        cutBetween(side, hosts.stream().filter(host -> !side.contains(host)).toList(), 2);
    }

    /** Partitions the nodes into two halves, with only one node connected to both. */
    private void bridge(SimHost middle) {
        List<SimHost> rest = others(middle);
        int half = rest.size() / 2;
        cutBetween(rest.subList(0, half), rest.subList(half, rest.size()), 2);
    }

    /** @param directions 0 cuts incoming messages, 1 outgoing ones, 2 both */
    private void cutBetween(List<SimHost> side, List<SimHost> rest, int directions) {
        setCut(side, rest, directions, true);
        world.scheduler().after(someTime(), () -> setCut(side, rest, directions, false));
    }

    private void setCut(List<SimHost> side, List<SimHost> rest, int directions, boolean cut) {
        for (SimHost one : side) {
            for (SimHost other : rest) {
                if (directions != 1) {
                    world.network().cut(other.id(), one.id(), cut);
                }
                if (directions != 0) {
                    world.network().cut(one.id(), other.id(), cut);
                }
            }
        }
    }

    private void transfer(SimHost host) {
        SimHost.Process process = host.process();
        if (process != null && process.node().status().role() == CoreStatus.RoleName.LEADER) {
            CompletableFuture<Boolean> done =
                    process.node().transferLeadership(anyHost().id());
            CompletableFuture<?> unused = done.whenComplete(
                    (ok, why) -> world.scheduler().note("transfer ends", host.id(), why == null ? 1 : 0));
        }
    }
}
