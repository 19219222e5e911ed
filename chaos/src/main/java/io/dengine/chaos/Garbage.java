package io.dengine.chaos;

import io.dengine.api.Client;
import io.dengine.chaos.garbage.Crowd;
import io.dengine.chaos.scale.SteadyCalls;
import io.dengine.client.remote.RemoteClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Applies strangers to nodes with little memory: they occupy as much of it as they can and send garbage, and a regular
 * client must not be affected. A round is 15 seconds each without strangers, with one of each kind at the leader, and
 * with a crowd of them at each node.
 */
final class Garbage implements Scenario {
    private static final long TURN_MILLIS = 15_000;
    private static final long PAUSE_MILLIS = 5;
    private static final int FEW = 1;
    private static final int MANY = 10;
    private static final int KEYS = 20_000;

    /** The maximum output of a node in such a run, whatever the strangers send. */
    private static final long MOST_PRINTED_BYTES = 1 << 20;

    /** The factor by which calls may be slower with one stranger of each kind. */
    private static final double WORST_WITH_FEW = 2;

    /**
     * The factor by which calls may be slower with a crowd, which shares the processors with the nodes and with the
     * client.
     */
    private static final double WORST_WITH_MANY = 20;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        Outcome outcome = new Outcome(
                "Strangers on nodes with a heap of 256 MB, " + plan.strategy().configName());
        try (ChaosCluster cluster = new ChaosCluster(plan)) {
            cluster.nodes().forEach(node -> node.configure(Map.of("D_ENGINE_HEAP", "256m")));
            cluster.start();
            String[] endpoints =
                    cluster.nodes().stream().map(NodeProcess::address).toArray(String[]::new);
            try (Client client = RemoteClient.builder().endpoints(endpoints).connect()) {
                for (int i = 0; i < KEYS; i++) {
                    client.put("garbage/" + i, "x".repeat(1_000));
                }
                measure(plan, cluster, client, outcome);
            }
        }
        return outcome;
    }

    private static void measure(ChaosPlan plan, ChaosCluster cluster, Client client, Outcome outcome) {
        List<Integer> ports = cluster.nodes().stream().map(NodeProcess::port).toList();
        List<Double> without = new ArrayList<>();
        List<Double> withFew = new ArrayList<>();
        List<Double> withMany = new ArrayList<>();
        long visits = 0;
        long failures = 0;
        for (int round = 0; round <= plan.rounds(); round++) {
            try (SteadyCalls calls = calls(client, round)) {
                without.add(p99(calls));
                try (Crowd few = new Crowd(portOfLeader(cluster), FEW, plan.seed() + round)) {
                    withFew.add(p99(calls));
                    visits += few.visits();
                }
                try (Crowd many = new Crowd(ports, MANY, plan.seed() + round)) {
                    withMany.add(p99(calls));
                    visits += many.visits();
                }
                failures += calls.failures();
            }
            System.err.println(
                    "round " + round + " of " + plan.rounds() + ": " + without + " " + withFew + " " + withMany);
        }
        outcome.figure("Connections of strangers", visits)
                .figure("p99 of a write without strangers, median", median(without) + " ms")
                .figure("p99 with one of each kind at the leader", median(withFew) + " ms")
                .ratio("Ratio", median(withFew) / Math.max(0.001, median(without)), WORST_WITH_FEW)
                .figure("p99 with ten of each kind at each node", median(withMany) + " ms")
                .ratio("Ratio with ten", median(withMany) / Math.max(0.001, median(without)), WORST_WITH_MANY)
                .promise("Calls that failed", failures, 0);
        for (NodeProcess node : cluster.nodes()) {
            outcome.promise("Node " + node.id() + " runs, and was never restarted", alive(node), 1)
                    .promise(
                            "Node " + node.id() + " printed too much",
                            Math.max(0, node.printedBytes() - MOST_PRINTED_BYTES),
                            0);
        }
    }

    private static List<Integer> portOfLeader(ChaosCluster cluster) {
        int leader = cluster.leaders().leadership().nodeId();
        return cluster.nodes().stream()
                .filter(node -> node.id() == leader)
                .map(NodeProcess::port)
                .toList();
    }

    private static long alive(NodeProcess node) {
        return node.isRunning() ? node.starts() : 0;
    }

    private static SteadyCalls calls(Client client, int round) {
        return new SteadyCalls(() -> client.put("steady", "round " + round), PAUSE_MILLIS);
    }

    private static double p99(SteadyCalls calls) {
        long from = System.nanoTime();
        ChaosCluster.rest(TURN_MILLIS);
        return calls.between(from, System.nanoTime()).p99Nanos() / 1e6;
    }

    /** The median without the first value: in the first round the JIT compilers of the nodes warm up. */
    private static double median(List<Double> values) {
        List<Double> warm = values.subList(Math.min(1, values.size() - 1), values.size()).stream()
                .sorted()
                .toList();
        return warm.get(warm.size() / 2);
    }
}
