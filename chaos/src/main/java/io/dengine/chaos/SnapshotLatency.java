package io.dengine.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Measures the latency of writes while all nodes of the three-node example take a large snapshot, and while none does.
 */
final class SnapshotLatency implements Scenario {
    private static final String FILES = "three-nodes-cluster/config";
    private static final int SIZE = 3;
    private static final long TURN_MILLIS = 8_000;
    private static final long REST_MILLIS = 1_000;

    /** Fixed, so that three nodes with a gigabyte of data each fit on a medium-sized machine. */
    private static final Map<String, String> HEAP = Map.of("D_ENGINE_HEAP", "3g");

    /** The factor by which writes may be slower during a snapshot. */
    private static final double WORST_RATIO = 2;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        Path files = plan.places().examples().resolve(FILES);
        Map<String, String> environment = new HashMap<>(HEAP);
        environment.putAll(ExampleFiles.setting(plan.strategy()));
        NodeFiles nodes = new ExampleFiles(files, SIZE, SIZE, environment);
        try (ChaosCluster cluster = new ChaosCluster(plan, nodes, Machine::own);
                KeyLoad load = new KeyLoad(cluster, plan.tuning().keys(), plan.seed())) {
            cluster.start();
            return new Run(plan, cluster, load).all();
        }
    }

    /**
     * The measurements of one turn.
     *
     * @param snapshotMillis the duration of each node's snapshot, or empty if none was requested
     */
    private record Turn(Latencies latencies, List<Long> snapshotMillis) {
        double p99() {
            return latencies.quantileMillis(0.99);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-8s %9d %9.2f %9.2f %9.2f   %s",
                    snapshotMillis.isEmpty() ? "without" : "with",
                    latencies.count() * 1_000L / TURN_MILLIS,
                    latencies.quantileMillis(0.5),
                    p99(),
                    latencies.quantileMillis(1),
                    snapshotMillis.isEmpty() ? "" : snapshotMillis);
        }
    }

    /** One run on one cluster. */
    private static final class Run {
        private final ChaosPlan plan;
        private final ChaosCluster cluster;
        private final KeyLoad load;
        private final List<NodeAdmin> admins;
        private final List<Turn> turns = new ArrayList<>();

        Run(ChaosPlan plan, ChaosCluster cluster, KeyLoad load) {
            this.plan = plan;
            this.cluster = cluster;
            this.load = load;
            this.admins = cluster.nodes().stream().map(NodeAdmin::new).toList();
        }

        Outcome all() throws IOException {
            System.err.println("writing " + plan.tuning().keys() + " keys of 1 kB ...");
            load.fill();
            await(takeSnapshots());
            if (plan.tuning().waitsForEnter()) {
                System.err.println("ready to measure; press Enter");
                int unused = System.in.read();
            }
            System.err.println("warming up ...");
            var unused = load.overwrite(plan.clients(), TURN_MILLIS);
            long failuresBefore = load.failures();
            long takenInBetween = 0;
            for (int round = 0; round < plan.rounds(); round++) {
                long before = taken();
                turn(false);
                takenInBetween += taken() - before;
                turn(true);
            }
            return outcome(load.failures() - failuresBefore, takenInBetween);
        }

        private void turn(boolean withSnapshot) {
            List<CompletableFuture<Long>> snapshots = withSnapshot ? takeSnapshots() : List.of();
            Latencies latencies = load.overwrite(plan.clients(), TURN_MILLIS);
            Turn turn = new Turn(latencies, await(snapshots));
            System.err.println(turn);
            turns.add(turn);
            ChaosCluster.rest(REST_MILLIS);
        }

        private List<CompletableFuture<Long>> takeSnapshots() {
            return admins.stream().map(NodeAdmin::takeSnapshot).toList();
        }

        private static List<Long> await(List<CompletableFuture<Long>> snapshots) {
            return snapshots.stream().map(CompletableFuture::join).toList();
        }

        private long taken() {
            return admins.stream().mapToLong(NodeAdmin::snapshotsTaken).sum();
        }

        private Outcome outcome(long failures, long takenInBetween) {
            double[] without = p99s(false);
            double[] with = p99s(true);
            double ratio = median(with) / median(without);
            long shortest = turns.stream()
                    .flatMap(turn -> turn.snapshotMillis().stream())
                    .mapToLong(Long::longValue)
                    .min()
                    .orElse(0);
            Outcome outcome = new Outcome("Snapshots of " + plan.tuning().keys() + " keys of 1 kB, " + plan.clients()
                            + " clients, " + plan.strategy().configName())
                    .text(String.format(
                            Locale.ROOT,
                            "%-8s %9s %9s %9s %9s   %s",
                            "Snapshot",
                            "writes/s",
                            "p50 ms",
                            "p99 ms",
                            "max ms",
                            "taken by each node in ms"));
            turns.forEach(turn -> outcome.text(turn.toString()));
            return outcome.figure(
                            "Minimum part of a turn in which all nodes took a snapshot",
                            Math.min(100, 100 * shortest / TURN_MILLIS) + " %")
                    .figure(
                            "Median p99 without and with snapshots",
                            String.format(Locale.ROOT, "%.2f and %.2f ms", median(without), median(with)))
                    .ratio("Ratio", ratio, WORST_RATIO)
                    .promise("Snapshots stored in turns without a request", takenInBetween, 0)
                    .promise("Calls that failed", failures, 0);
        }

        private double[] p99s(boolean withSnapshot) {
            return turns.stream()
                    .filter(turn -> turn.snapshotMillis().isEmpty() != withSnapshot)
                    .mapToDouble(Turn::p99)
                    .sorted()
                    .toArray();
        }

        private static double median(double[] sorted) {
            int middle = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }
}
