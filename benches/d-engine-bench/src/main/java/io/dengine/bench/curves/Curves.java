package io.dengine.bench.curves;

import picocli.CommandLine;

/** The entry point of the measurement of curves. */
public final class Curves {
    private Curves() {}

    /** Exits with 0 if all points were measured and no call failed, 1 otherwise, 2 after wrong usage. */
    public static void main(String[] arguments) {
        // What the user adds to the command line of the script overrides it.
        System.exit(new CommandLine(new CurvesCommand())
                .setOverwrittenOptionsAllowed(true)
                .execute(arguments));
    }
}
