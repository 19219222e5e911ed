package io.dengine.simulator.run;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.simulator.run.Swarm.Fault;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Faults aimed at leaders. A fault in what a leader assumes a moment too long, or leaves unfinished, shows only if
 * several faults coincide within one election timeout. Chance alone would rarely combine them.
 */
final class LeaderHunt {
    private final World world;
    private final List<SimHost> hosts;
    private final Nemesis nemesis;
    private final SplittableRandom random;
    private int toBehead;
    private boolean active = true;

    LeaderHunt(World world, List<SimHost> hosts, Nemesis nemesis) {
        this.world = world;
        this.hosts = hosts;
        this.nemesis = nemesis;
        this.random = world.streams().faults().split();
        world.referee().onLeader(this::elected);
    }

    void stop() {
        active = false;
    }

    private @Nullable SimHost leader() {
        for (SimHost host : hosts) {
            SimHost.Process process = host.process();
            if (process != null && process.node().status().role() == RoleName.LEADER) {
                return host;
            }
        }
        return null;
    }

    private long electionNanos() {
        return world.swarm().tuning().electionNanos();
    }

    private void later(long nanos, Runnable body) {
        world.scheduler().after(nanos, () -> {
            if (active) {
                body.run();
            }
        });
    }

    /**
     * Isolates the leader while its lease may be valid. One follower may not have heard from it for long, others may
     * have just restarted, and messages in flight may reach the leader late, when it resumes.
     */
    void depose() {
        SimHost leader = leader();
        if (leader == null || hosts.size() < 3) {
            return;
        }
        List<SimHost> others = hosts.stream().filter(other -> other != leader).toList();
        long warningNanos = 0;
        if (random.nextBoolean()) {
            SimHost deaf = others.get(random.nextInt(others.size()));
            warningNanos = Streams.between(random, electionNanos() / 2, 3 * electionNanos());
            cutFor(leader, deaf, warningNanos + electionNanos());
        }
        boolean restarts = random.nextInt(3) == 0;
        later(warningNanos, () -> hide(leader, others));
        if (restarts) {
            later(warningNanos + Streams.around(random, electionNanos() / 20), () -> restart(others));
        }
    }

    private void hide(SimHost leader, List<SimHost> others) {
        long pauseNanos = random.nextBoolean() ? Streams.between(random, electionNanos(), 6 * electionNanos()) : 0;
        long hiddenNanos = pauseNanos + Streams.between(random, electionNanos() / 10, 3 * electionNanos());
        boolean late = random.nextBoolean();
        for (SimHost other : others) {
            if (late) {
                world.network().clog(other.id(), leader.id(), hiddenNanos);
            } else {
                cutFor(other, leader, hiddenNanos);
            }
        }
        later(Streams.around(random, 2 * world.swarm().network().meanDelayNanos()), () -> {
            others.forEach(other -> cutFor(leader, other, hiddenNanos));
            rest(leader, pauseNanos);
        });
    }

    /** Pauses the leader's process or machine, possibly too briefly to be detected. */
    private void rest(SimHost leader, long pauseNanos) {
        if (world.swarm().faultRates().containsKey(Fault.SUSPEND) && random.nextBoolean()) {
            leader.suspend(pauseNanos > 0 ? pauseNanos : Streams.between(random, 1, electionNanos() / 5));
        } else if (pauseNanos > 0) {
            leader.pace().pause(pauseNanos);
        }
    }

    private void cutFor(SimHost from, SimHost to, long nanos) {
        world.network().cut(from.id(), to.id(), true);
        world.scheduler().after(nanos, () -> world.network().cut(from.id(), to.id(), false));
    }

    private void restart(List<SimHost> others) {
        boolean powerFails = random.nextBoolean();
        for (SimHost other : others) {
            if (powerFails) {
                nemesis.losePower(other);
            } else {
                other.kill();
            }
            world.scheduler().after(Streams.around(random, electionNanos() / 20), other::start);
        }
    }

    /**
     * Restarts a follower a few times, each time while commands that it has forwarded are open. The leader cannot
     * commit them meanwhile, since no follower hears from it; so it answers the next run of the follower, which has
     * forwarded others by then.
     */
    void restartForwarder() {
        SimHost leader = leader();
        List<SimHost> others = hosts.stream().filter(other -> other != leader).toList();
        if (leader != null && !others.isEmpty()) {
            restartForwarder(others.get(random.nextInt(others.size())), 1 + random.nextInt(4));
        }
    }

    private void restartForwarder(SimHost forwarder, int times) {
        SimHost leader = leader();
        if (times == 0 || leader == null || leader == forwarder) {
            return;
        }
        long deafNanos = Streams.between(random, electionNanos() / 8, electionNanos());
        for (SimHost other : hosts) {
            if (other != leader) {
                world.network().clog(leader.id(), other.id(), deafNanos);
            }
        }
        later(Streams.between(random, 1, deafNanos), () -> {
            forwarder.kill();
            world.scheduler().after(Streams.around(random, electionNanos() / 50), forwarder::start);
        });
        long shortlyNanos = Streams.between(random, 1, electionNanos() / 4);
        later(deafNanos + shortlyNanos, () -> restartForwarder(forwarder, times - 1));
    }

    /** Stops the next leaders one after the other, each soon after its election. */
    void behead() {
        toBehead = 1 + random.nextInt(6);
        SimHost leader = leader();
        if (leader != null) {
            strike(leader);
        }
    }

    private void elected(int node) {
        if (toBehead > 0) {
            toBehead--;
            SimHost leader = hosts.get(node - 1);
            long mean = Math.max(
                    world.swarm().network().meanDelayNanos(), world.swarm().diskNanos());
            later(Streams.around(random, 2 * mean), () -> strike(leader));
        }
    }

    private void strike(SimHost leader) {
        long nanos = Streams.around(random, 3 * electionNanos());
        if (random.nextBoolean()) {
            leader.kill();
            world.scheduler().after(nanos, leader::start);
            return;
        }
        for (SimHost other : hosts) {
            if (other != leader) {
                cutFor(leader, other, nanos);
                cutFor(other, leader, nanos);
            }
        }
    }
}
