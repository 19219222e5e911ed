package io.dengine.server;

import io.dengine.node.start.DirectoryLock;
import io.dengine.server.config.ConfigException;
import io.dengine.server.config.ConfigLoader;
import io.dengine.server.config.LoadedConfig;
import io.dengine.server.config.ServerConfig;
import io.dengine.server.log.LogSetup;
import io.dengine.server.log.OperatorLog;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The node program. */
public final class Main {
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    Main(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Runs a node until it is asked to stop. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    /**
     * Runs like {@link #main}, but returns the exit code.
     *
     * @param arguments the command-line arguments
     */
    public static int run(List<String> arguments) {
        NameCache.bound();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        return new Main(System.getenv(), out, err)
                .run(arguments.toArray(new String[0]))
                .number();
    }

    ExitCode run(String[] arguments) {
        try {
            CommandLine line = CommandLine.parse(arguments);
            return switch (line.action()) {
                case HELP -> print(CommandLine.USAGE.stripTrailing());
                case VERSION -> print("d-engine " + Version.current() + " (Java " + Runtime.version() + ")");
                case CHECK_CONFIG -> checkConfig(line.configFile());
                case PRINT_CONFIG -> printConfig(line.configFile());
                case BACKUP, VERIFY, RESTORE -> backups(line);
                case RUN -> serve(line.configFile());
            };
        } catch (ConfigException e) {
            e.problems().forEach(err::println);
            e.warnings().forEach(warning -> err.println("warning: " + warning));
            err.println("the node did not start: " + e.problems().size() + " problem(s) in its configuration");
            return ExitCode.CONFIGURATION;
        } catch (StartFailure e) {
            err.println("the node did not start: " + e.getMessage());
            return e.exitCode();
        }
    }

    private ExitCode print(String text) {
        out.println(text);
        return ExitCode.CLEAN;
    }

    private LoadedConfig load(@Nullable String file) throws ConfigException {
        return ConfigLoader.load(environment, file, new SecureRandom().nextLong());
    }

    private ExitCode backups(CommandLine line) throws ConfigException {
        try {
            return print(
                    switch (line.action()) {
                        case BACKUP -> BackupCommands.backup(line);
                        case RESTORE -> restore(line);
                        default -> BackupCommands.verify(line.backupFile());
                    });
        } catch (StartFailure e) {
            err.println(e.getMessage());
            return e.exitCode();
        }
    }

    private String restore(CommandLine line) throws ConfigException, StartFailure {
        ServerConfig config = load(line.configFile()).config();
        try (DirectoryLock lock = lock(config)) {
            return BackupCommands.restore(line.backupFile(), LocalSettings.of(config));
        } catch (IOException e) {
            throw new StartFailure(ExitCode.DATA_DIRECTORY, "the data directory could not be left in order: " + e);
        }
    }

    private static DirectoryLock lock(ServerConfig config) throws StartFailure {
        try {
            return DirectoryLock.acquire(config.directories().data());
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.DATA_DIRECTORY, e.getMessage() + " It is named by DB_PATH, or cluster.db_root_dir.");
        }
    }

    private ExitCode checkConfig(@Nullable String file) throws ConfigException {
        LoadedConfig loaded = load(file);
        loaded.warnings().forEach(out::println);
        return print("the configuration of node " + loaded.config().identity().nodeId() + " is usable");
    }

    private ExitCode printConfig(@Nullable String file) throws ConfigException {
        LoadedConfig loaded = load(file);
        loaded.warnings().forEach(err::println);
        loaded.listing().forEach(out::println);
        return ExitCode.CLEAN;
    }

    private ExitCode serve(@Nullable String file) throws ConfigException, StartFailure {
        LoadedConfig loaded = load(file);
        ServerConfig config = loaded.config();
        StopSignal stop = StopSignal.install();
        try (LogSetup log = LogSetup.configure(
                        config.observing().logLevel(), config.directories().log());
                DirectoryLock lock = lock(config)) {
            OperatorLog operator = new OperatorLog(config.identity().nodeId());
            loaded.warnings().forEach(operator::configuration);
            RunningNode node = started(config, stop, lock);
            operator.started(Version.current(), node.description());
            ExitCode code = awaitEnd(node, stop, operator);
            node.stop();
            operator.stopped();
            return code;
        } catch (IOException e) {
            err.println("the node has stopped, but not all of its files could be closed: " + e);
            return ExitCode.FAILED;
        }
    }

    /** Starts the node. If the start fails, the data directory is left as it was. */
    private static RunningNode started(ServerConfig config, StopSignal stop, DirectoryLock lock) throws StartFailure {
        try {
            return ServingNode.start(config, stop.requested());
        } catch (StartFailure e) {
            lock.abandon();
            throw e;
        }
    }

    private static ExitCode awaitEnd(RunningNode node, StopSignal stop, OperatorLog operator) {
        CompletableFuture<ExitCode> end = new CompletableFuture<>();
        CompletableFuture<?> signalled = stop.requested().thenAccept(signal -> {
            operator.stopping(signal);
            end.complete(ExitCode.CLEAN);
        });
        CompletableFuture<?> failed = node.failure().exceptionally(cause -> {
            operator.failed(cause);
            end.complete(ExitCode.FAILED);
            return null;
        });
        ExitCode code = end.join();
        signalled.cancel(false);
        failed.cancel(false);
        return code;
    }
}
