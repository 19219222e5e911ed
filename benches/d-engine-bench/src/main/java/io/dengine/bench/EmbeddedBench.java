package io.dengine.bench;

import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/** The entry point of {@code embedded-bench}, which measures an engine in its own process. */
public final class EmbeddedBench {
    private static final Map<String, Level> LEVELS = Map.of(
            "error", Level.SEVERE,
            "warn", Level.WARNING,
            "info", Level.INFO,
            "debug", Level.FINE,
            "trace", Level.FINEST);
    /** A strong reference: the JDK's logging loses the levels of loggers that are garbage-collected. */
    private static final Logger ROOT = Logger.getLogger("");

    private EmbeddedBench() {}

    /** Exits with 0 if all calls succeeded, 1 if a call failed or the engine did not start, 2 after wrong usage. */
    public static void main(String[] arguments) {
        String level = System.getenv().getOrDefault("LOG_LEVEL", "warn").toLowerCase(Locale.ROOT);
        ROOT.setLevel(LEVELS.getOrDefault(level, Level.WARNING));
        System.exit(new CommandLine(new EmbeddedCommand(System.getenv())).execute(arguments));
    }
}
