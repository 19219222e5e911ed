package io.dengine.bench;

import io.dengine.api.ReadLevel;
import io.dengine.embedded.EmbeddedEngine;
import io.dengine.embedded.EngineConfig;
import io.dengine.embedded.StartException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line for an engine in this process, with the flags of the original's. */
@Command(
        name = "embedded-bench",
        mixinStandardHelpOptions = true,
        version = "embedded-bench 0.1.0",
        sortOptions = false,
        description = "Starts an engine in this process, puts load on it and prints throughput and latencies.",
        synopsisSubcommandLabel = "put | get")
final class EmbeddedCommand {
    @Option(
            names = "--mode",
            defaultValue = "local",
            description = "local: the engine of this process is measured (default: ${DEFAULT-VALUE}).")
    String mode = "local";

    @Option(
            names = "--config-path",
            defaultValue = "./config/n1.toml",
            description = "The engine's configuration; CONFIG_PATH in the environment goes before it"
                    + " (default: ${DEFAULT-VALUE}).")
    String configPath = "";

    @Option(names = "--key-size", defaultValue = "8", description = "Bytes in a key (default: ${DEFAULT-VALUE}).")
    int keySize;

    @Option(names = "--value-size", defaultValue = "256", description = "Bytes in a value (default: ${DEFAULT-VALUE}).")
    int valueSize;

    @Option(names = "--total", defaultValue = "10000", description = "Calls in all (default: ${DEFAULT-VALUE}).")
    long total;

    @Option(
            names = "--clients",
            defaultValue = "1",
            description = "Clients, each with one call at a time (default: ${DEFAULT-VALUE}).")
    int clients;

    @Option(names = "--sequential-keys", description = "Decimal keys, counted down, instead of random ones.")
    boolean sequentialKeys;

    @Option(
            names = "--key-space",
            defaultValue = "0",
            description = "How many different keys; 0 is one for each call (default: ${DEFAULT-VALUE}).")
    long keySpace;

    @Option(
            names = "--verify-write",
            description = "Read each key after its write, linearizable; a write that is not found counts as failed.")
    boolean verifyWrite;

    @Option(
            names = "--batch",
            description = "All six measurements in a row, on the node that leads; the others serve until it has done.")
    boolean batch;

    @Option(
            names = {"--port", "--health-port", "--endpoint"},
            hidden = true,
            description = "Of the original's modes server and client.")
    String ofOtherModes = "";

    @Spec
    CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;

    EmbeddedCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Writes keys. */
    @Command(name = "put", description = "Writes keys.", mixinStandardHelpOptions = true)
    int put() {
        return run(Workload.put(valueSize));
    }

    /** Reads keys. */
    @Command(name = "get", description = "Reads keys.", mixinStandardHelpOptions = true)
    int get(
            @Option(
                            names = "--consistency",
                            defaultValue = "l",
                            paramLabel = "l|s|e",
                            description = "l: linearizable, s: lease, e: eventual (default: ${DEFAULT-VALUE}).")
                    String consistency) {
        ReadLevel level = Workload.levelOf(consistency);
        if (level == null) {
            throw wrong("--consistency must be l, s or e, not " + consistency);
        }
        return run(new Workload.Get(level));
    }

    private int run(Workload workload) {
        if (!mode.toLowerCase(Locale.ROOT).equals("local")) {
            throw wrong(
                    "--mode " + mode + ": this program measures the engine of its own process, which is mode local. "
                            + "An application with HTTP in front of an engine, behind a load balancer, is "
                            + "examples/three-nodes-embedded; d-engine-bench puts load on a cluster from outside");
        }
        EmbeddedRun.Settings settings = settings(workload);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        out.println("Starting local benchmark mode...");
        String file = environment.getOrDefault("CONFIG_PATH", configPath);
        try {
            EngineConfig config = EmbeddedConfig.load(file, environment, err);
            try (EmbeddedEngine engine = EmbeddedEngine.start(config);
                    EndSignal end = EndSignal.install(engine)) {
                return new EmbeddedRun(engine, settings, end, out, err).run();
            }
        } catch (BenchException | StartException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private EmbeddedRun.Settings settings(Workload workload) {
        try {
            KeySource keys = new KeySource(keySize, sequentialKeys, keySpace);
            LoadPlan plan = LoadPlan.ofCalls(clients, total, keys);
            return new EmbeddedRun.Settings(workload, plan, valueSize, verifyWrite, batch);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
