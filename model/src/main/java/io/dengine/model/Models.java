package io.dengine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs all checks, those that the build has no time for included, and prints what each has searched. */
public final class Models {
    private static final int DEFAULT_MINUTES = 10;

    private Models() {}

    /**
     * Arguments: {@code --minutes N} for each check (10), {@code --only TEXT} for those whose name has it.
     *
     * <p>Exit code 0: what must hold holds, and each mutant was found; 1: something else; 2: a search did not finish.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
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

    private static String option(String[] arguments, String name, String otherwise) {
        int at = List.of(arguments).indexOf(name);
        return at < 0 ? otherwise : arguments[at + 1];
    }
}
