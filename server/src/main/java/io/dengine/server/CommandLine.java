package io.dengine.server;

import org.jspecify.annotations.Nullable;

/**
 * What the user typed.
 *
 * @param action what to do
 * @param configFile the value of {@code --config}, or null
 */
record CommandLine(Action action, @Nullable String configFile) {
    enum Action {
        RUN,
        CHECK_CONFIG,
        PRINT_CONFIG,
        VERSION,
        HELP
    }

    static final String USAGE = """
            usage: demo [--config FILE] [--check-config | --print-config]
                   demo --version | --help

            Runs a d-engine node until it is asked to stop.

              --config FILE    the configuration, instead of the one named by CONFIG_PATH
              --check-config   read the configuration, say what is wrong with it, and end
              --print-config   print every setting in force and where it comes from, and end
              --version        print the version and end
              --help           print this and end

            Environment:
              CONFIG_PATH           the configuration file, with or without .toml
              RAFT__SECTION__KEY    replaces a key of the file, for example RAFT__CLUSTER__NODE_ID=2
              DB_PATH               the data directory
              LOG_DIR               where d.log is written
              METRICS_PORT          the port of /metrics
              LOG_LEVEL             trace, debug, info, warn or error
              D_ENGINE_HEAP         the largest heap of the launcher, for example 2g

            Exit codes: 0 stopped cleanly, 1 failed while running, 2 wrong usage, 69 port in use,
            73 data directory unusable or in use, 78 configuration wrong, 130 stopped the hard way.
            """;

    /** Reads the arguments. */
    static CommandLine parse(String[] arguments) throws StartFailure {
        Action action = Action.RUN;
        String file = null;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--config" -> {
                    i++;
                    if (i == arguments.length) {
                        throw new StartFailure(ExitCode.USAGE, "--config needs a file; see --help");
                    }
                    file = arguments[i];
                }
                case "--check-config" -> action = Action.CHECK_CONFIG;
                case "--print-config" -> action = Action.PRINT_CONFIG;
                case "--version" -> action = Action.VERSION;
                case "--help", "-h" -> action = Action.HELP;
                default -> throw new StartFailure(ExitCode.USAGE, "unknown argument " + arguments[i] + "; see --help");
            }
        }
        return new CommandLine(action, file);
    }
}
