package io.dengine.simulator.explore;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line of the explorer. */
public final class Explore {
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private Explore() {}

    /**
     * Takes the options {@code --minutes N} for each search, {@code --bounds NAME} for one search instead of all,
     * {@code --deviations N} for the maximum, {@code --hunt} to follow new states instead of trying all places, and
     * {@code --seed N} of the hunt.
     *
     * <p>Exits with 0 if no schedule violates a rule; prints the schedule and exits with 1 if one does.
     */
    public static void main(String[] arguments) {
        List<String> options = List.of(arguments);
        long minutes = number(options, "--minutes", 1);
        String wanted = text(options, "--bounds", "");
        boolean hunt = options.contains("--hunt");
        List<Counterexample> found = new ArrayList<>();
        for (Bounds bounds : Bounds.all()) {
            if (!wanted.isEmpty() && !bounds.name().equals(wanted)) {
                continue;
            }
            Progress progress = new Progress(minutes * MINUTE_NANOS);
            Counterexample counterexample;
            String what;
            if (hunt) {
                counterexample = new Hunt(bounds, progress, number(options, "--seed", 1)).search();
                what = "hunt";
            } else {
                Bounded search = new Bounded(bounds, progress, true);
                counterexample = search.search((int) number(options, "--deviations", 9));
                what = "all schedules with " + search.completed() + " deviations";
            }
            System.out.println(bounds.name() + ": " + what + ", " + progress
                    + (counterexample == null
                            ? ""
                            : ": " + counterexample.violation().getMessage()));
            if (counterexample != null) {
                found.add(counterexample);
                System.out.println(Narration.of(Minimal.of(counterexample)));
            }
        }
        System.exit(found.isEmpty() ? 0 : 1);
    }

    /**
     * Searches within the bounds of this name: first all schedules with one deviation, then by novelty.
     *
     * @return a description of the violation, or null
     */
    public static @Nullable String failureOf(String name, long patienceSeconds) {
        for (Bounds bounds : Bounds.all()) {
            if (bounds.name().equals(name)) {
                Progress progress = new Progress(patienceSeconds * 1_000_000_000L);
                Counterexample found = new Bounded(bounds, progress, true).search(1);
                String how = "by all schedules that deviate once";
                if (found == null) {
                    found = new Hunt(bounds, progress, 1).search();
                    how = "by a hunt";
                }
                String message = found == null ? null : found.violation().getMessage();
                return message == null ? null : message + " (" + how + " within " + name + ", " + progress + ")";
            }
        }
        throw new IllegalArgumentException("there are no bounds named " + name);
    }

    private static long number(List<String> options, String name, long otherwise) {
        return Long.parseLong(text(options, name, Long.toString(otherwise)));
    }

    private static String text(List<String> options, String name, String otherwise) {
        int at = options.indexOf(name);
        return at < 0 || at + 1 == options.size() ? otherwise : options.get(at + 1);
    }
}
