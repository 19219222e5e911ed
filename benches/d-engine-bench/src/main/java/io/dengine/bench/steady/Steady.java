package io.dengine.bench.steady;

import io.dengine.bench.BenchException;
import io.dengine.bench.KeySource;
import io.dengine.bench.LoadPlan;
import io.dengine.bench.Workload;
import io.dengine.bench.cluster.Cluster;
import io.dengine.bench.cluster.EngineCluster;
import io.dengine.bench.cluster.EngineLauncher;
import io.dengine.bench.cluster.MeasuredLoad;
import io.dengine.bench.cluster.NodeFiles;
import io.dengine.bench.cluster.Operation;
import io.dengine.bench.cluster.ThreadTimes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Runs the rounds. */
final class Steady {
    /** The operations that are measured, each by itself. */
    static final List<Operation> OPERATIONS = List.of(Operation.PUT, Operation.LINEARIZABLE);

    private final Settings settings;
    private final Function<String, EngineLauncher> launcher;
    private final Path data;
    private final PrintStream progress;
    private final KeySource keys;

    /**
     * @param launcher starts nodes with an additional option of their JVMs
     * @param data a directory that only this program uses: its contents are removed
     */
    Steady(Settings settings, Function<String, EngineLauncher> launcher, Path data, PrintStream progress) {
        this.settings = settings;
        this.launcher = launcher;
        this.data = data;
        this.progress = progress;
        this.keys = new KeySource(Settings.KEY_SIZE, true, settings.keys());
    }

    /**
     * One operation in one round.
     *
     * @param maximum the calls per second of the closed loop
     * @param load the calls at the steady rate
     * @param pauses the pauses of the nodes meanwhile
     * @param stages the processor time of the nodes' threads meanwhile
     */
    record Result(Operation operation, double maximum, MeasuredLoad load, Pauses.Sum pauses, StageTable.Times stages) {}

    List<Result> run() throws IOException, BenchException {
        List<Result> results = new ArrayList<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            progress.println("round " + round + " of " + settings.rounds() + ":");
            NodeFiles.remove(data);
            Files.createDirectories(data);
            Pauses pauses = new Pauses(data.toAbsolutePath());
            try (EngineCluster cluster = launcher.apply(pauses.jvmOption()).start(data)) {
                fill(cluster);
                for (Operation operation : OPERATIONS) {
                    Result result = measure(cluster, operation, pauses);
                    progress.println("  " + describe(result));
                    results.add(result);
                }
            } finally {
                NodeFiles.remove(data);
            }
        }
        return results;
    }

    private void fill(Cluster cluster) throws IOException, BenchException {
        LoadPlan all = LoadPlan.ofCalls(settings.clients(), settings.keys(), keys);
        MeasuredLoad unused = MeasuredLoad.fill(cluster, workload(Operation.PUT), settings.connections(), all);
    }

    private Result measure(EngineCluster cluster, Operation operation, Pauses pauses)
            throws IOException, BenchException {
        MeasuredLoad unused = load(cluster, operation, closed(settings.warmUpMillis()));
        double maximum =
                load(cluster, operation, closed(settings.maximumMillis())).callsPerSecond();
        long rate = Math.max(1, (long) (maximum * settings.percent() / 100));
        pauses.begin();
        List<ThreadTimes> before = threads(cluster);
        MeasuredLoad steady =
                load(cluster, operation, closed(settings.steadyMillis()).atRate(rate));
        StageTable.Times stages = stages(before, threads(cluster), cluster.leader(), steady.calls());
        return new Result(operation, maximum, steady, pauses.sum(steady.run().nanos()), stages);
    }

    private static List<ThreadTimes> threads(Cluster cluster) throws IOException {
        List<ThreadTimes> times = new ArrayList<>();
        for (long pid : cluster.pids()) {
            times.add(ThreadTimes.of(pid));
        }
        return times;
    }

    private static StageTable.Times stages(List<ThreadTimes> before, List<ThreadTimes> after, int leader, long calls) {
        Map<String, Double> leads = new TreeMap<>();
        Map<String, Double> follows = new TreeMap<>();
        double toMicros = 1e6 / calls;
        int followers = after.size() - 1;
        for (int node = 0; node < after.size(); node++) {
            Map<String, Double> times = node == leader ? leads : follows;
            double share = toMicros / (node == leader ? 1 : followers);
            after.get(node)
                    .secondsSince(before.get(node))
                    .forEach((name, seconds) -> times.merge(name, seconds * share, Double::sum));
        }
        return new StageTable.Times(leads, follows);
    }

    private LoadPlan closed(long millis) {
        return LoadPlan.ofMillis(settings.clients(), millis, keys);
    }

    private MeasuredLoad load(Cluster cluster, Operation operation, LoadPlan plan) throws IOException, BenchException {
        MeasuredLoad load = MeasuredLoad.of(cluster, workload(operation), settings.connections(), plan);
        if (load.failures() > 0) {
            throw new BenchException(load.failures() + " calls failed; the first: " + load.firstFailure());
        }
        return load;
    }

    private static Workload workload(Operation operation) {
        return operation.workload(Settings.VALUE_SIZE);
    }

    static String describe(Result result) {
        MeasuredLoad load = result.load();
        return String.format(
                Locale.ROOT,
                "%s: maximum %,.0f/s; at %,.0f/s p50 %.2f, p99 %.2f, p99.9 %.2f, longest %.1f ms; a node paused for at"
                        + " most %.1f ms, %.1f %% of the time; CPU per call: nodes %.1f us, load generator %.1f us",
                result.operation().title(),
                result.maximum(),
                load.callsPerSecond(),
                load.micros(50) / 1e3,
                load.micros(99) / 1e3,
                load.micros(99.9) / 1e3,
                load.micros(100) / 1e3,
                result.pauses().longestMillis(),
                result.pauses().share() * 100,
                load.nodesCpuMicrosPerCall(),
                load.clientCpuMicrosPerCall());
    }
}
