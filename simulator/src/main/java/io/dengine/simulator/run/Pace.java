package io.dengine.simulator.run;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** The pace of a machine: its clocks, the duration of its steps, and the times at which it stands still. */
final class Pace {
    private static final long STEP_MEAN_NANOS = 20 * Scheduler.MICRO;

    static final String SYNC = "sync";
    static final String WATCH = "watch";

    private final int id;
    private final World world;
    private final SimClock clock;
    private long pausedUntilNanos;
    private boolean suspended;
    private long slowUntilNanos;
    private long slowNanos;
    private final Map<String, Long> lateUntilNanos = new HashMap<>();

    /**
     * The number of times that the machine or its clock has stood still, so that the end of an earlier stop does not
     * end a later one.
     */
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

    /** Returns the time until which nothing runs on this machine. */
    long pausedUntilNanos() {
        return pausedUntilNanos;
    }

    /** Returns whether the whole machine stands still, so that no process on it can observe anything. */
    boolean isSuspended() {
        return suspended;
    }

    /** Returns the time that the stage of this name takes to wake up and do its work. */
    long stepNanos(String stage, boolean onDisk) {
        SplittableRandom random = world.streams().schedule();
        long usual = Streams.around(random, onDisk ? world.swarm().diskNanos() : STEP_MEAN_NANOS);
        usual = world.priorities().stepNanos(id, stage, usual);
        long lateNanos =
                lateUntilNanos.getOrDefault(stage, 0L) - world.scheduler().nowNanos();
        if (lateNanos > 0) {
            return lateNanos + usual;
        }
        long slowFor = slowUntilNanos - world.scheduler().nowNanos();
        return onDisk && slowFor > 0 ? Math.min(Streams.around(random, slowNanos), slowFor + usual) : usual;
    }

    /** Pauses the process for a while; the clocks continue. */
    void pause(long nanos) {
        pausedUntilNanos = world.scheduler().nowNanos() + nanos;
    }

    /** Suspends the machine for a while: its monotonic clock does not count that time. */
    void suspend(long nanos, Runnable goesOn) {
        pause(nanos);
        suspended = true;
        stand(nanos, goesOn);
    }

    /** Stops the monotonic clock for a while, but nothing else. */
    void stand(long nanos, Runnable goesOn) {
        clock.stand(true);
        long now = world.scheduler().nowNanos();
        world.referee().standsStill(now, now + nanos); // and again at the end, for times to live that begin before then
        long stop = ++stops;
        world.scheduler().after(nanos, () -> {
            world.referee().stoodStill(nanos);
            if (stop == stops) {
                goOn();
                goesOn.run();
            }
        });
    }

    /** Starts the machine again: its monotonic clock has a new origin. */
    void powerUp() {
        clock.stepTo(Streams.between(world.streams().clock(), 1, 1_000) * Scheduler.SECOND);
    }

    void slowDown(long meanNanos, long forNanos) {
        slowNanos = meanNanos;
        slowUntilNanos = world.scheduler().nowNanos() + forNanos;
    }

    /** Lets the stage of this name begin no step for a while; all others go on. */
    void delay(String stage, long nanos) {
        lateUntilNanos.put(stage, world.scheduler().nowNanos() + nanos);
    }

    /** Ends a pause, because a new process is not paused. */
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
