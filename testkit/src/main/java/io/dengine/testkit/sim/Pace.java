package io.dengine.testkit.sim;

import java.util.SplittableRandom;

/** How a machine gets on: its clocks, how long its steps take, and when it gets nothing done at all. */
final class Pace {
    private static final long STEP_MEAN_NANOS = 20 * Scheduler.MICRO;

    private final int id;
    private final World world;
    private final SimClock clock;
    private long pausedUntilNanos;
    private boolean suspended;
    private long slowUntilNanos;
    private long slowNanos;

    /** How often the machine has stood still or its clock has: what was begun before does not end what came later. */
    private long stops;

    Pace(int id, World world) {
        this.id = id;
        this.world = world;
        SplittableRandom random = world.streams().clock();
        double rate = 1 + (random.nextDouble() * 2 - 1) * world.swarm().clockSpread();
        clock = new SimClock(
                world.scheduler(),
                rate,
                Streams.between(random, 1, 1_000) * Scheduler.SECOND,
                world.swarm().schedule().grainNanos());
    }

    SimClock clock() {
        return clock;
    }

    /** Nothing on this machine runs before. */
    long pausedUntilNanos() {
        return pausedUntilNanos;
    }

    /** Whether the whole machine stands still: nobody on it can look at anything. */
    boolean isSuspended() {
        return suspended;
    }

    /** How long the stage of this name takes to notice and do its work. */
    long stepNanos(String stage, boolean onDisk) {
        SplittableRandom random = world.streams().schedule();
        long usual = Streams.around(random, onDisk ? world.swarm().diskNanos() : STEP_MEAN_NANOS);
        usual = world.priorities().stepNanos(id, stage, usual);
        long slowFor = slowUntilNanos - world.scheduler().nowNanos();
        return onDisk && slowFor > 0 ? Math.min(Streams.around(random, slowNanos), slowFor + usual) : usual;
    }

    /** The process is stopped for a while; the clocks go on. */
    void pause(long nanos) {
        pausedUntilNanos = world.scheduler().nowNanos() + nanos;
    }

    /** The machine is suspended for a while: when it goes on, its monotonic clock knows nothing of that. */
    void suspend(long nanos, Runnable goesOn) {
        pause(nanos);
        suspended = true;
        stand(nanos, goesOn);
    }

    /** The monotonic clock stands still for a while, but nothing else does. */
    void stand(long nanos, Runnable goesOn) {
        clock.stand(true);
        world.referee().stoodStill(nanos); // what begins now counts on it from its end on
        long stop = ++stops;
        world.scheduler().after(nanos, () -> {
            world.referee().stoodStill(nanos);
            if (stop == stops) {
                goOn();
                goesOn.run();
            }
        });
    }

    /** The machine begins again: its monotonic clock counts from another time. */
    void powerUp() {
        clock.stepTo(Streams.between(world.streams().clock(), 1, 1_000) * Scheduler.SECOND);
    }

    void slowDown(long meanNanos, long forNanos) {
        slowNanos = meanNanos;
        slowUntilNanos = world.scheduler().nowNanos() + forNanos;
    }

    /** A process that has ended is stopped no longer. */
    void goOn() {
        stops++;
        suspended = false;
        clock.stand(false);
        pausedUntilNanos = Math.min(pausedUntilNanos, world.scheduler().nowNanos());
    }

    void heal() {
        goOn();
        clock.runAt(1);
        clock.wallRunsAt(1);
        slowUntilNanos = 0;
    }
}
