package io.dengine.model;

import io.dengine.simulator.run.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs all checks, including those that take too long for a build, and prints the size of each search; or compares runs
 * of simulated clusters with the specification {@code Steps}.
 */
public final class Models {
    private static final int DEFAULT_MINUTES = 10;

    private Models() {}

    /**
     * Runs the checks, with the arguments {@code --minutes N} for each check (default 10) and {@code --only TEXT} for
     * checks whose name contains it. Or compares traces, with {@code traces}, {@code --seeds N} (10), {@code --from S}
     * (1) and {@code --lines L} for each trace (1500).
     *
     * <p>Exits with 0 if each specification holds and each mutant was found, or if all traces are accepted; with 1
     * otherwise; with 2 if a search did not finish.
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
                System.out.println((expected ? "ok     " : ended ? "NOT OK " : "open   ") + check + " -> " + outcome);
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
        System.out.println(wanted + " traces of " + total + " lines, " + refused + " rejected");
        return refused > 0 ? 1 : 0;
    }

    private static String option(String[] arguments, String name, String otherwise) {
        int at = List.of(arguments).indexOf(name);
        return at < 0 ? otherwise : arguments[at + 1];
    }
}
