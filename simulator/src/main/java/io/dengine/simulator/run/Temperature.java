package io.dengine.simulator.run;

import java.util.List;
import java.util.SplittableRandom;

/** Changes the rates of all machines' clocks during a run, within the bounds of the run. */
final class Temperature {
    private static final long MEAN_NANOS = 3 * Scheduler.SECOND;

    private final World world;
    private final List<SimHost> hosts;
    private final SplittableRandom random;
    private boolean active = true;

    Temperature(World world, List<SimHost> hosts) {
        this.world = world;
        this.hosts = hosts;
        this.random = world.streams().clock().split();
        if (world.swarm().clockSpread() > 0) {
            rest();
        }
    }

    void stop() {
        active = false;
    }

    private void rest() {
        world.scheduler().after(Streams.around(random, MEAN_NANOS), () -> {
            if (active) {
                change(hosts.get(random.nextInt(hosts.size())));
                rest();
            }
        });
    }

    /** Changes a clock's rate, mostly to one of the extremes: a rate between them causes no other faults. */
    private void change(SimHost host) {
        double spread = world.swarm().clockSpread();
        double deviation = random.nextInt(3) == 0 ? random.nextDouble() * 2 - 1 : random.nextBoolean() ? 1 : -1;
        host.pace().clock().runAt(1 + deviation * spread);
        world.scheduler().note("clock rate", host.id(), Math.round(deviation * 1_000));
    }
}
