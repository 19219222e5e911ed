package io.dengine.server;

import io.dengine.client.tls.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The parsed command line.
 *
 * @param action the action to run
 * @param configFile the value of {@code --config}, or null
 * @param backupFile the backup to write or read, or null
 * @param from the value of {@code --from}: the node to ask for a backup, or null
 * @param tls the encryption of the connection to that node
 * @param tokenFile the file with the token for operators, or null
 */
record CommandLine(
        Action action,
        @Nullable String configFile,
        @Nullable String backupFile,
        @Nullable String from,
        Tls tls,
        @Nullable String tokenFile) {
    enum Action {
        RUN,
        CHECK_CONFIG,
        PRINT_CONFIG,
        BACKUP,
        VERIFY,
        RESTORE,
        VERSION,
        HELP
    }

    static final String USAGE = """
            usage: demo [--config FILE] [--check-config | --print-config]
                   demo backup FILE --from HOST:PORT [--ca FILE [--cert FILE --key FILE]] [--token-file FILE]
                   demo verify FILE
                   demo restore FILE [--config FILE]
                   demo --version | --help

            Runs a d-engine node until it is asked to stop; or makes a backup of a running cluster, reads one through,
            or makes the data directory of a node of a new cluster from one. All nodes of the new cluster are restored
            from the same file, each with its own configuration.

              --config FILE    the configuration, instead of the one named by CONFIG_PATH
              --from HOST:PORT the node to ask for the backup; any node will do
              --ca FILE        encrypt, and trust the certificates of this authority (PEM)
              --cert FILE      show this certificate to the node (PEM), with its key in --key FILE
              --token-file FILE the token of server.admin_token_file, for a node on another machine
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
              CONSOLE_PORT          the port that d-engine console looks at; without it there is none
              LOG_LEVEL             trace, debug, info, warn or error
              D_ENGINE_HEAP         the largest heap of the launcher, for example 2g

            Exit codes: 0 stopped cleanly, 1 failed while running, 2 wrong usage, 69 port in use,
            73 data directory unusable or in use, 78 configuration wrong, 130 stopped the hard way.
            """;

    /** Parses the arguments. */
    static CommandLine parse(String[] arguments) throws StartFailure {
        Action action = Action.RUN;
        String config = null;
        String backup = null;
        String from = null;
        String tokenFile = null;
        TlsFiles tls = new TlsFiles(null, null, null);
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--config" -> config = valueAfter(arguments, i++, "a file");
                case "--from" -> from = valueAfter(arguments, i++, "the address of a node, host:port");
                case "--ca" -> tls = new TlsFiles(valueAfter(arguments, i++, "a file"), tls.cert(), tls.key());
                case "--cert" -> tls = new TlsFiles(tls.ca(), valueAfter(arguments, i++, "a file"), tls.key());
                case "--key" -> tls = new TlsFiles(tls.ca(), tls.cert(), valueAfter(arguments, i++, "a file"));
                case "--token-file" -> tokenFile = valueAfter(arguments, i++, "a file");
                case "backup" -> {
                    action = Action.BACKUP;
                    backup = valueAfter(arguments, i++, "the file to write");
                }
                case "verify" -> {
                    action = Action.VERIFY;
                    backup = valueAfter(arguments, i++, "the file to read");
                }
                case "restore" -> {
                    action = Action.RESTORE;
                    backup = valueAfter(arguments, i++, "the file to read");
                }
                case "--check-config" -> action = Action.CHECK_CONFIG;
                case "--print-config" -> action = Action.PRINT_CONFIG;
                case "--version" -> action = Action.VERSION;
                case "--help", "-h" -> action = Action.HELP;
                default -> throw new StartFailure(ExitCode.USAGE, "unknown argument " + arguments[i] + "; see --help");
            }
        }
        if ((from != null) != (action == Action.BACKUP)) {
            throw new StartFailure(ExitCode.USAGE, "a backup needs --from HOST:PORT, and nothing else takes it");
        }
        boolean connects = !tls.isEmpty() || tokenFile != null;
        if (connects && action != Action.BACKUP) {
            throw new StartFailure(ExitCode.USAGE, "only a backup takes --ca, --cert, --key and --token-file");
        }
        return new CommandLine(action, config, backup, from, tls.tls(), tokenFile);
    }

    /** The files named by the encryption options, each null if absent. */
    private record TlsFiles(
            @Nullable String ca,
            @Nullable String cert,
            @Nullable String key) {
        boolean isEmpty() {
            return ca == null && cert == null && key == null;
        }

        Tls tls() throws StartFailure {
            if ((cert == null) != (key == null) || ca == null && cert != null) {
                throw new StartFailure(ExitCode.USAGE, "--cert and --key go together, and with --ca; see --help");
            }
            if (ca == null) {
                return Tls.NONE;
            }
            Tls trusting = Tls.trusting(Path.of(ca));
            return cert == null || key == null ? trusting : trusting.withIdentity(Path.of(cert), Path.of(key));
        }
    }

    /** Reads the token for operators. Returns null if no file was named. */
    @Nullable
    String token() throws IOException {
        return tokenFile == null
                ? null
                : Files.readString(Path.of(tokenFile), StandardCharsets.US_ASCII)
                        .strip();
    }

    private static String valueAfter(String[] arguments, int i, String what) throws StartFailure {
        if (i + 1 == arguments.length) {
            throw new StartFailure(ExitCode.USAGE, arguments[i] + " needs " + what + "; see --help");
        }
        return arguments[i + 1];
    }
}
