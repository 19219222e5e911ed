package io.dengine.cli;

import io.dengine.server.Main;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs a node, exactly as the launcher {@code demo} does. For this command, the launcher {@code d-engine} replaces
 * itself with that one.
 */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        description = "Runs a node in the foreground until it receives SIGINT or SIGTERM.",
        footer = {
            "",
            "Environment:",
            "  CONFIG_PATH           the configuration file, with or without .toml",
            "  RAFT__SECTION__KEY    overrides a key of the file, for example RAFT__CLUSTER__NODE_ID=2",
            "  DB_PATH               the data directory",
            "  LOG_DIR               the directory of d.log",
            "  METRICS_PORT          the port of /metrics",
            "  CONSOLE_PORT          the port for d-engine console; by default there is none",
            "  LOG_LEVEL             trace, debug, info, warn or error",
            "  D_ENGINE_HEAP         the maximum heap, for example 2g",
            "",
            "Exit codes: 0 stopped cleanly, 1 failed while running, 2 wrong command line, 69 port in use,",
            "73 data directory unusable or in use, 78 configuration wrong, 130 forced to stop."
        })
final class ServerCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file, instead of CONFIG_PATH.")
    private @Nullable String config;

    @ArgGroup
    private @Nullable Instead instead;

    /** Actions instead of running the node. */
    static final class Instead {
        @Option(names = "--check-config", description = "Reads the configuration, prints its errors, and exits.")
        private boolean check;

        @Option(
                names = "--print-config",
                description = "Prints the effective configuration and its sources, and exits.")
        private boolean print;
    }

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>();
        if (config != null) {
            arguments.addAll(List.of("--config", config));
        }
        if (instead != null) {
            arguments.add(instead.check ? "--check-config" : "--print-config");
        }
        return Main.run(arguments);
    }
}
