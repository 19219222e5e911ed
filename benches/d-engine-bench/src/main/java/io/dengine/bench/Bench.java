package io.dengine.bench;

import picocli.CommandLine;

/** The entry point of the load generator {@code d-engine-bench}. */
public final class Bench {
    private Bench() {}

    /**
     * Exits with 0 if all calls succeeded, 1 if a call failed or the cluster could not be reached, 2 after wrong usage.
     */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }
}
