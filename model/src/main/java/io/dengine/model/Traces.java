package io.dengine.model;

import io.dengine.simulator.run.Recording;
import io.dengine.simulator.run.Simulation;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lets TLC search for a behaviour of {@code Steps} that matches a simulated run: the model must allow every step of the
 * code.
 */
public final class Traces {
    private static final String UNFINISHED = "Unfinished";
    private static final long PATIENCE_MINUTES = 10;

    private final ModelChecker checker;
    private final int limit;

    /**
     * Compares traces of at most {@code limit} lines.
     *
     * @param limit the maximum length of a trace; the time grows faster than the length
     */
    public Traces(ModelChecker checker, int limit) {
        this.checker = checker;
        this.limit = limit;
    }

    /**
     * The result for one seed.
     *
     * @param lines the length of the trace
     * @param refused the line that the model does not allow, or the invariant violated after it; empty if all lines are
     *     allowed
     */
    public record Verdict(long seed, int lines, String refused, Outcome outcome) {
        /** Returns whether the model allows the whole trace. */
        public boolean isAccepted() {
            return refused.isEmpty();
        }

        @Override
        public String toString() {
            return "seed " + seed + ": " + lines + " lines, "
                    + (isAccepted() ? "accepted" : "REJECTED at line " + refused)
                    + ", %.1f s".formatted(outcome.millis() / 1000.0);
        }
    }

    /** Compares the steps of cores and disks in the run of one seed with the model. */
    public Verdict compare(long seed) throws IOException, InterruptedException {
        Recording recording = Simulation.record(seed, limit);
        List<String> lines = recording.lines();
        Check check = new Check(
                "Trace",
                "seed " + seed,
                Map.of("Node", nodes(recording.voters()), "SyncFirst", recording.isSyncFirst() ? "TRUE" : "FALSE"),
                UNFINISHED,
                Check.Effort.LONG);
        Map<String, String> modules = Map.of("Lines.tla", module(lines));
        Outcome outcome =
                checker.run(check, List.of("Steps.tla"), modules, TimeUnit.MINUTES.toMillis(PATIENCE_MINUTES));
        return new Verdict(seed, lines.size(), refused(outcome, lines), outcome);
    }

    private static String refused(Outcome outcome, List<String> lines) {
        if (outcome.violated().equals(UNFINISHED)) {
            return "";
        }
        int at = outcome.depth();
        if (outcome.violated().equals(Check.HOLDS) && at > 0 && at <= lines.size()) {
            return at + ": " + lines.get(at - 1);
        }
        return outcome.violated() + " after " + outcome.distinct();
    }

    private static String nodes(int voters) {
        return IntStream.rangeClosed(1, voters).mapToObj(Integer::toString).collect(Collectors.joining(", ", "{", "}"));
    }

    private static String module(List<String> lines) {
        return "---- MODULE Lines ----\nLine == <<\n" + String.join(",\n", lines) + "\n>>\n====\n";
    }
}
