package io.dengine.bench;

import io.dengine.api.ReadLevel;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code d-engine-bench}. */
@Command(
        name = "d-engine-bench",
        mixinStandardHelpOptions = true,
        version = "d-engine-bench 0.1.0",
        sortOptions = false,
        description = "Puts load on a running d-engine cluster and prints throughput and latencies.",
        synopsisSubcommandLabel = "put | range")
final class BenchCommand {
    @Option(
            names = "--endpoints",
            required = true,
            split = ",",
            paramLabel = "URL",
            description = "A node of the cluster, such as http://127.0.0.1:9081; repeat it, or separate by commas.")
    List<String> endpoints = List.of();

    @Option(
            names = "--protocol",
            defaultValue = "grpc",
            description = "grpc: of the original's clients. native: of this project (default: ${DEFAULT-VALUE}).")
    Protocol protocol = Protocol.GRPC;

    @Option(
            names = "--exactly-once",
            description = "native: apply each write exactly once, even if it is sent again (the clients' default).")
    boolean exactlyOnce;

    @Option(
            names = "--conns",
            defaultValue = "1",
            description = "Connections in total; native: per node (default: ${DEFAULT-VALUE}).")
    int connections;

    @Option(
            names = "--clients",
            defaultValue = "1",
            description = "Clients, each with one call in flight (default: ${DEFAULT-VALUE}).")
    int clients;

    @Option(names = "--total", defaultValue = "10000", description = "Calls in total (default: ${DEFAULT-VALUE}).")
    long total;

    @Option(names = "--key-size", defaultValue = "8", description = "Bytes in a key (default: ${DEFAULT-VALUE}).")
    int keySize;

    @Option(names = "--value-size", defaultValue = "256", description = "Bytes in a value (default: ${DEFAULT-VALUE}).")
    int valueSize;

    @Option(names = "--sequential-keys", description = "Decimal keys that count down, instead of random ones.")
    boolean sequentialKeys;

    @Option(
            names = "--key-space",
            defaultValue = "0",
            description = "Number of distinct keys; 0 is a new key for each call (default: ${DEFAULT-VALUE}).")
    long keySpace;

    @Option(
            names = "--duration",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description = "Run for this time instead of --total calls; 0 is off.")
    int durationSecs;

    @Option(
            names = "--rate",
            defaultValue = "0",
            paramLabel = "CALLS",
            description = "Calls that are due each second, however long they take; their durations count from"
                    + " then. 0: each client makes its next call when it has its answer.")
    long rate;

    @Option(
            names = "--warm-up",
            defaultValue = "0",
            paramLabel = "CALLS",
            description = "Calls before the measurement begins (default: ${DEFAULT-VALUE}).")
    long warmUp;

    @Option(
            names = "--warm-up-endpoints",
            split = ",",
            paramLabel = "URL",
            description = "Another cluster for the warm-up: this program is then warm, the measured nodes are not.")
    List<String> warmUpEndpoints = List.of();

    @Option(
            names = "--curve",
            defaultValue = "0",
            paramLabel = "CALLS",
            description = "Print the throughput after every CALLS calls; 0 is off.")
    long curveStep;

    @Option(
            names = "--node-pids",
            split = ",",
            paramLabel = "PID",
            description = "Processes of the nodes on this machine; --curve then prints their processor time.")
    List<Long> nodePids = List.of();

    @Option(
            names = "--max-in-flight",
            defaultValue = "0",
            paramLabel = "CALLS",
            description = "Calls in flight over all clients; 0 is one for each client. "
                    + "The original's tool allows one per connection.")
    int maxInFlight;

    @Option(
            names = "--io-threads",
            defaultValue = "0",
            description = "Threads that process the calls; 0 is one for every two processors.")
    int ioThreads;

    @Spec
    CommandSpec spec = CommandSpec.create();

    /** Writes keys. */
    @Command(name = "put", description = "Writes keys.", mixinStandardHelpOptions = true)
    int put() {
        return run(Workload.put(valueSize));
    }

    /** Reads keys. */
    @Command(name = "range", description = "Reads keys.", mixinStandardHelpOptions = true)
    int range(
            @Option(
                            names = "--consistency",
                            defaultValue = "l",
                            paramLabel = "l|s|e",
                            description = "l: linearizable, s: lease, e: eventual, to all nodes in turn"
                                    + " (default: ${DEFAULT-VALUE}).")
                    String consistency) {
        ReadLevel level = Workload.levelOf(consistency);
        if (level == null) {
            throw wrong("--consistency must be l, s or e, not " + consistency);
        }
        return run(new Workload.Get(level));
    }

    private int run(Workload workload) {
        LoadPlan plan = plan();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        List<Endpoint> nodes = parsed(endpoints);
        out.println("Initializing client connection with: " + endpoints);
        try {
            if (!warmUpEndpoints.isEmpty()) {
                measure(workload, parsed(warmUpEndpoints), plan.forWarmUp(), Curve.none(), err);
                plan = plan.withoutWarmUp();
            }
            Curve curve = curveStep > 0 ? Curve.ofEvery(curveStep, nodePids) : Curve.none();
            Measurements measurements = measure(workload, nodes, plan, curve, err);
            Report.print(measurements, out);
            curve.print(out);
            return measurements.failures() == 0 ? 0 : 1;
        } catch (BenchException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private Measurements measure(Workload workload, List<Endpoint> nodes, LoadPlan plan, Curve curve, PrintStream err)
            throws BenchException {
        try (Traffic traffic = open(workload, Discovery.await(nodes), plan)) {
            return new LoadRun(plan, workload, traffic, curve, err).measure();
        }
    }

    private Traffic open(Workload workload, ClusterView cluster, LoadPlan plan) throws BenchException {
        List<Endpoint> targets = workload.anyNode() ? cluster.nodes() : List.of(cluster.leader());
        return switch (protocol) {
            case GRPC -> GrpcTraffic.open(workload, targets, connections, plan.ioThreads());
            case NATIVE -> NativeTraffic.open(workload, cluster.nodes(), connections, exactlyOnce);
        };
    }

    private List<Endpoint> parsed(List<String> urls) {
        try {
            return urls.stream().map(Endpoint::parse).toList();
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private LoadPlan plan() {
        try {
            int threads =
                    ioThreads > 0 ? ioThreads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
            if (connections < 1) {
                throw new IllegalArgumentException("--conns must be at least 1, not " + connections);
            }
            KeySource keys = new KeySource(keySize, sequentialKeys, keySpace);
            int inFlight = maxInFlight > 0 ? Math.min(maxInFlight, clients) : clients;
            return new LoadPlan(inFlight, total, durationSecs * 1000L, warmUp, threads, keys, rate);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
