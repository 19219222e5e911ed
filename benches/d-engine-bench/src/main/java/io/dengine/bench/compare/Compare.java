package io.dengine.bench.compare;

import picocli.CommandLine;

/** The program that compares. */
public final class Compare {
    private Compare() {}

    /** Exit codes: 0 all calls of this engine succeeded, 1 some failed or a cluster did not start, 2 wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CompareCommand()).execute(arguments));
    }
}
