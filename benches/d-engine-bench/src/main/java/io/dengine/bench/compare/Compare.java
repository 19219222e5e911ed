package io.dengine.bench.compare;

import picocli.CommandLine;

/** The entry point of the comparison. */
public final class Compare {
    private Compare() {}

    /**
     * Exits with 0 if all calls to this engine succeeded, 1 if one failed or a cluster did not start, 2 after wrong
     * usage.
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CompareCommand()).execute(arguments));
    }
}
