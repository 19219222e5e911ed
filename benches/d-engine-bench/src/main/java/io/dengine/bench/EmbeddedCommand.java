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

/** The command line of {@code embedded-bench}; its flags are those of the original's program. */
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
            description = "local: measure the engine of this process (default: ${DEFAULT-VALUE}).")
    String mode = "local";

    @Option(
            names = "--config-path",
            defaultValue = "./config/n1.toml",
            description = "The engine's configuration file; the variable CONFIG_PATH overrides it"
                    + " (default: ${DEFAULT-VALUE}).")
    String configPath = "";

    @Option(names = "--key-size", defaultValue = "8", description = "Bytes in a key (default: ${DEFAULT-VALUE}).")
    int keySize;

    @Option(names = "--value-size", defaultValue = "256", description = "Bytes in a value (default: ${DEFAULT-VALUE}).")
    int valueSize;

    @Option(names = "--total", defaultValue = "10000", description = "Calls in total (default: ${DEFAULT-VALUE}).")
    long total;

    @Option(
            names = "--clients",
            defaultValue = "1",
            description = "Clients, each with one call in flight (default: ${DEFAULT-VALUE}).")
    int clients;

    @Option(names = "--sequential-keys", description = "Decimal keys that count down, instead of random ones.")
    boolean sequentialKeys;

    @Option(
            names = "--key-space",
            defaultValue = "0",
            description = "Number of distinct keys; 0 is a new key for each call (default: ${DEFAULT-VALUE}).")
    long keySpace;

    @Option(
            names = "--verify-write",
            description = "Read each key back, linearizable, after its write; if it is absent, the call failed.")
    boolean verifyWrite;

    @Option(
            names = "--batch",
            description = "Run all six measurements on the leader; the other nodes serve until it has finished.")
    boolean batch;

    @Option(
            names = {"--port", "--health-port", "--endpoint"},
            hidden = true,
            description = "Accepted because the original's modes server and client have it.")
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
            throw wrong("--mode " + mode + ": this program only measures the engine of its own process (--mode local). "
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
