package io.dengine.bench;

import picocli.CommandLine;

/** The program. */
public final class Bench {
    private Bench() {}

    /** Exit codes: 0 all calls succeeded, 1 some failed or the cluster could not be reached, 2 wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }
}
