package io.dengine.simulator.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Another way to choose the next step: every stage of every node, and every link, has a priority, and an actor with a
 * higher priority makes many steps before one with a lower priority makes its next. From time to time an actor falls
 * behind all others, or gets another priority. Faults that need few such changes show sooner than with independent
 * delays for each step (Burckhardt et al., A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs).
 */
final class Priorities {
    private static final double FASTEST_STEP_NANOS = Scheduler.MICRO;
    private static final double FASTEST_MESSAGE_NANOS = 10.0 * Scheduler.MICRO;

    /** The share of lowest priorities, from which an actor that falls behind gets its new one. */
    private static final double LAST = 0.15;

    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final double slowestStepNanos;
    private final double slowestMessageNanos;
    private final double changesPerSecond;
    private final Map<String, Double> slowness = new HashMap<>();
    private final List<String> actors = new ArrayList<>();
    private boolean active;

    Priorities(Scheduler scheduler, Swarm swarm, long seed) {
        this.scheduler = scheduler;
        this.random = new SplittableRandom(seed ^ 0x9C7D15C0FFEE5EEDL);
        this.slowestStepNanos = swarm.tuning().electionNanos() / 4.0;
        this.slowestMessageNanos = swarm.tuning().electionNanos();
        this.changesPerSecond = swarm.schedule().changes();
        this.active = changesPerSecond > 0;
        if (active) {
            rest();
        }
    }

    /** Stops: from now on every step takes its usual time. */
    void stop() {
        active = false;
    }

    long stepNanos(int node, String stage, long usualNanos) {
        return active ? delay(node + stage, FASTEST_STEP_NANOS, slowestStepNanos) : usualNanos;
    }

    long messageNanos(int from, int to, long usualNanos) {
        return active ? delay(from + ">" + to, FASTEST_MESSAGE_NANOS, slowestMessageNanos) : usualNanos;
    }

    /** Priorities differ by equal factors: with equal differences, all but the first few would be slow. */
    private long delay(String actor, double fastest, double slowest) {
        Double drawn = slowness.get(actor);
        if (drawn == null) {
            drawn = random.nextDouble();
            slowness.put(actor, drawn);
            actors.add(actor);
        }
        return 1 + (long) (fastest * Math.pow(slowest / fastest, drawn));
    }

    private void rest() {
        scheduler.after(Streams.around(random, (long) (Scheduler.SECOND / changesPerSecond)), () -> {
            if (active) {
                change();
                rest();
            }
        });
    }

    private void change() {
        if (!actors.isEmpty()) {
            int chosen = random.nextInt(actors.size());
            double drawn = random.nextBoolean() ? 1 - LAST * random.nextDouble() : random.nextDouble();
            slowness.put(actors.get(chosen), drawn);
            scheduler.note("priority", chosen, Math.round(drawn * 1_000));
        }
    }
}
