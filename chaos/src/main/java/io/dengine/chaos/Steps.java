package io.dengine.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs an operator's steps one after the other, and records the effect of each on the load. */
final class Steps {
    /** The time after a step during which effects still count as its own. */
    private static final long AFTERMATH_MILLIS = 1_000;

    /** The counts of the load at one moment, to compute the difference later. */
    private record Mark(long acknowledged, Map<String, Long> failures) {
        static Mark of(WriteLoad load) {
            return new Mark(load.acknowledged(), load.failuresByReason());
        }
    }

    /**
     * The observations during a step and shortly after it.
     *
     * @param tookMillis the time until the action was complete
     * @param gapMillis the longest time without an acknowledgement
     * @param failures calls that failed and were retried, by reason
     */
    record Step(String name, long tookMillis, long gapMillis, long acknowledged, Map<String, Long> failures) {
        long failed() {
            return failures.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final WriteLoad load;
    private final List<Step> steps = new ArrayList<>();

    Steps(WriteLoad load) {
        this.load = load;
    }

    /** Runs the action, waits for a moment, and records the effects on the load. */
    Step run(String name, Runnable action) {
        System.err.println(name + " ...");
        Mark before = Mark.of(load);
        load.gaps().begin();
        long begin = System.nanoTime();
        action.run();
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        ChaosCluster.rest(AFTERMATH_MILLIS);
        long gapMillis = load.gaps().largestMillis(System.nanoTime());
        Mark after = Mark.of(load);
        Step step = new Step(
                name,
                tookMillis,
                gapMillis,
                after.acknowledged() - before.acknowledged(),
                difference(before.failures(), after.failures()));
        steps.add(step);
        return step;
    }

    static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> difference = new TreeMap<>();
        after.forEach((reason, count) -> {
            long more = count - before.getOrDefault(reason, 0L);
            if (more > 0) {
                difference.put(reason, more);
            }
        });
        return difference;
    }

    /** Returns the largest gap of each step. */
    List<Long> gaps() {
        return steps.stream().map(Step::gapMillis).toList();
    }

    /** Returns one line per step, followed by the step's failures by reason. */
    String table() {
        StringBuilder table = new StringBuilder(
                String.format(Locale.ROOT, "%-44s %9s %9s %9s %9s%n", "Step", "took ms", "gap ms", "writes", "failed"));
        for (Step step : steps) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-44s %9d %9d %9d %9d%n",
                    step.name(),
                    step.tookMillis(),
                    step.gapMillis(),
                    step.acknowledged(),
                    step.failed()));
            step.failures().forEach((reason, count) -> table.append("    " + count + " x " + reason + "\n"));
        }
        return table.toString();
    }
}
