package io.dengine.model;

import io.dengine.testkit.sim.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs all checks, including those that the build has no time for, and prints the size of each search; or compares the
 * runs of simulated clusters with the specification of the steps.
 */
public final class Models {
    private static final int DEFAULT_MINUTES = 10;

    private Models() {}

    /**
     * Arguments: {@code --minutes N} for each check (10), {@code --only TEXT} for those whose name has it. Or {@code
     * traces}: {@code --seeds N} (10), {@code --from S} (1), {@code --lines L} for each trace (1500).
     *
     * <p>Exit code 0: what must hold holds, and each mutant was found, or all traces are accepted; 1: something else;
     * 2: a search did not finish.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 0 && arguments[0].equals("traces")) {
            System.exit(traces(arguments));
        }
        int minutes = Integer.parseInt(option(arguments, "--minutes", Integer.toString(DEFAULT_MINUTES)));
        String only = option(arguments, "--only", "");
        Path folder = Path.of(option(arguments, "--folder", "model/tla"));
        Path scratch = Files.createTempDirectory("model");
        ModelChecker checker =
                new ModelChecker(folder, scratch, Runtime.getRuntime().availableProcessors());
        int wrong = 0;
        int unfinished = 0;
        for (Check check : Check.readAll(folder.resolve("checks.txt"))) {
            if (check.toString().contains(only)) {
                Outcome outcome = checker.run(check, TimeUnit.MINUTES.toMillis(minutes));
                boolean expected = check.isMetBy(outcome);
                boolean ended = !outcome.violated().equals(Outcome.NOT_FINISHED);
                wrong += expected || !ended ? 0 : 1;
                unfinished += ended ? 0 : 1;
                System.out.println((expected ? "ok     " : "NOT OK ") + check + " -> " + outcome);
                if (!expected && ended) {
                    System.out.println(outcome.text());
                }
            }
        }
        System.out.println(wrong + " wrong, " + unfinished + " not finished");
        System.exit(wrong > 0 ? 1 : unfinished > 0 ? 2 : 0);
    }

    private static int traces(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(option(arguments, "--folder", "model/tla"));
        int lines = Integer.parseInt(option(arguments, "--lines", "1500"));
        int wanted = Integer.parseInt(option(arguments, "--seeds", "10"));
        Traces traces = new Traces(new ModelChecker(folder, Files.createTempDirectory("traces"), 1), lines);
        int refused = 0;
        long total = 0;
        long seed = Long.parseLong(option(arguments, "--from", "1"));
        for (int done = 0; done < wanted; seed++) {
            if (Simulation.isComparable(seed)) {
                done++;
                Traces.Verdict verdict = traces.compare(seed);
                System.out.println(verdict);
                total += verdict.lines();
                refused += verdict.isAccepted() ? 0 : 1;
            }
        }
        System.out.println(wanted + " traces of " + total + " lines, " + refused + " refused");
        return refused > 0 ? 1 : 0;
    }

    private static String option(String[] arguments, String name, String otherwise) {
        int at = List.of(arguments).indexOf(name);
        return at < 0 ? otherwise : arguments[at + 1];
    }
}
