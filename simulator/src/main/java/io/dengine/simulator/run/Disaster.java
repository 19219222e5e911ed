package io.dengine.simulator.run;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.RefusedException;
import io.dengine.simulator.check.CommitOracle;
import io.dengine.simulator.check.MembershipLedger;
import io.dengine.simulator.check.StorageLedger;
import io.dengine.simulator.check.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * A loss of power on so many voters that the others are no majority, and the operator who accepts it.
 *
 * <pre>
 *   most voters    lose power, and what they had not synced; start again soon, late, or for the last time
 *   a minority     keeps power, possibly isolated: may know entries as committed that all others lost
 *   the operator   accepts the loss on each node that waits for the others, again after each crash
 * </pre>
 */
final class Disaster {
    private static final long PAUSE_NANOS = 300 * Scheduler.MILLI;

    private final World world;
    private final List<SimHost> hosts;
    private final SplittableRandom random;
    private final List<SimHost> kept = new ArrayList<>();

    Disaster(World world, List<SimHost> hosts) {
        this.world = world;
        this.hosts = hosts;
        this.random = world.streams().disasters();
        hosts.stream().filter(host -> host.missing().stopped).forEach(kept::add);
    }

    /**
     * Returns whether the loss of power would cost something. Before the first entry there is nothing, and if so many
     * voters are shut down that they could elect a leader, nothing is lost. A disk that is an old copy does not know
     * what it lacks, and the others would forget it: no cluster survives both.
     */
    boolean isPossible() {
        return world.referee().log().lastIndex() > 0
                && !mayKeepAQuorum()
                && hosts.stream().noneMatch(SimHost::runsOnOldCopy);
    }

    /** Returns the last entry that a majority of the voters has synced, whatever configuration counts. */
    long syncedIndex() {
        if (hosts.stream().anyMatch(SimHost::mayHoldLess)) {
            return 0;
        }
        CommitOracle log = world.referee().log();
        long index = log.lastIndex();
        while (index > 0 && !isSynced(index, log.termAt(index))) {
            index--;
        }
        return index;
    }

    private boolean isSynced(long index, long term) {
        return world.referee().membership().isAlwaysQuorum(member -> {
            StorageLedger disk = world.referee().diskOf(member);
            return disk != null && disk.holdsDurably(index, term);
        });
    }

    /** Cuts the power. The processes of this life that could still elect a leader, or lead, end with it. */
    void strike() {
        world.count(LifeEvent.POWER_LOST);
        world.scheduler().note("disaster", 0, 0);
        chooseKept();
        for (SimHost host : hosts) {
            if (!kept.contains(host)) {
                losePower(host);
                startLater(host);
            } else if (mayStillLead(host)) {
                host.kill();
                startLater(host);
            }
        }
        if (random.nextBoolean()) {
            isolateKept();
        }
        pause();
    }

    private void losePower(SimHost host) {
        boolean exact = !host.mayHoldLess();
        host.losePower();
        host.missing().acceptable = true;
        if (exact) {
            world.referee().storage(host.id()).lostPower();
        }
    }

    /** Returns whether an operator asks this node: not one that was removed, although it may not know that yet. */
    private boolean waitsForAcceptance(SimHost host) {
        SimHost.Process process = host.process();
        return process != null
                && host.missing().acceptable
                && process.node().isRecovering()
                && world.referee().membership().mayBeMember(host.id());
    }

    private static boolean mayStillLead(SimHost host) {
        SimHost.Process process = host.process();
        RoleName role =
                process == null ? RoleName.FOLLOWER : process.node().status().role();
        return role == RoleName.LEADER || role == RoleName.CANDIDATE;
    }

    private void chooseKept() {
        for (SimHost host : hosts) {
            if (random.nextInt(3) == 0 && !kept.contains(host)) {
                kept.add(host);
                if (mayKeepAQuorum()) {
                    kept.remove(host);
                }
            }
        }
    }

    /** Returns whether the nodes with power could elect a leader, as far as any node knows the members. */
    private boolean mayKeepAQuorum() {
        Predicate<Member> isKept = member -> kept.stream().anyMatch(host -> host.id() == member.id());
        return world.referee().membership().mayBeQuorum(isKept)
                || hosts.stream().anyMatch(host -> {
                    Configuration own = world.referee().rounds().inForce(host.id());
                    return own != null && MembershipLedger.isQuorum(own, isKept);
                });
    }

    private void startLater(SimHost host) {
        long mean = random.nextInt(3) == 0 ? 4 * Scheduler.SECOND : Scheduler.SECOND / 2;
        if (random.nextInt(4) == 0) {
            host.storage().nextDiesAfterOperations(1 + random.nextInt(18));
        }
        world.scheduler().after(Streams.around(random, mean), host::start);
    }

    private void isolateKept() {
        cut(true);
        world.scheduler().after(Streams.around(random, 3 * Scheduler.SECOND), () -> cut(false));
    }

    private void cut(boolean cut) {
        for (SimHost one : kept) {
            for (SimHost other : hosts) {
                if (!kept.contains(other)) {
                    world.network().cut(one.id(), other.id(), cut);
                    world.network().cut(other.id(), one.id(), cut);
                }
            }
        }
    }

    private void pause() {
        world.scheduler().after(Streams.around(random, PAUSE_NANOS), () -> {
            hosts.stream().filter(this::waitsForAcceptance).forEach(this::accept);
            pause();
        });
    }

    /** Asks a node to go on without what it lost. Some of these processes crash soon after, or before. */
    private void accept(SimHost host) {
        if (random.nextInt(3) == 0) {
            return;
        }
        SimHost.Process process = Objects.requireNonNull(host.process());
        world.scheduler().note("accept loss", host.id(), host.starts());
        if (random.nextInt(4) == 0) {
            host.storage().dieAfterOperations(1 + random.nextInt(12));
        }
        CompletableFuture<Boolean> accepted = process.node().acceptLoss();
        CompletableFuture<?> unused =
                accepted.whenComplete((done, failure) -> world.referee().check(() -> {
                    if (failure == null) {
                        world.count(LifeEvent.ACCEPTED);
                    } else if (!(failure instanceof RefusedException)) {
                        throw new Violation("refusals", "node " + host.id() + " answers an acceptance with " + failure);
                    }
                }));
    }
}
