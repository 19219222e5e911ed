package io.dengine.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Grows the example of one node to three: two nodes join while it serves, and no client call may fail. */
final class Expansion implements Scenario {
    private static final String FILES = "single-node-expansion/config";
    private static final int MOST = 3;
    private static final int FIRST = 1;
    private static final long CALM_MILLIS = 2_000;
    private static final long LIMIT_SECS = 60;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        Path files = plan.places().examples().resolve(FILES);
        NodeFiles nodes = new ExampleFiles(files, MOST, FIRST, ExampleFiles.setting(plan.strategy()));
        try (ChaosCluster cluster = new ChaosCluster(plan, nodes, Machine::own);
                HttpWrites writes = new HttpWrites(cluster, plan.clients());
                WriteLoad load = new WriteLoad(cluster, plan, writes)) {
            cluster.start();
            load.start();
            load.awaitFirst(LIMIT_SECS);
            Steps steps = new Steps(load);
            steps.run("node 1 serves alone", () -> ChaosCluster.rest(CALM_MILLIS));
            for (int id = FIRST + 1; id <= MOST; id++) {
                int joining = id;
                steps.run("node " + id + " joins and becomes a voter", () -> {
                    cluster.add(joining);
                    awaitVoter(cluster, joining);
                });
            }
            steps.run("three nodes, clients use node 1", () -> ChaosCluster.rest(CALM_MILLIS));
            writes.useNodes(cluster.members());
            steps.run("three nodes, clients use all nodes", () -> ChaosCluster.rest(CALM_MILLIS));
            load.finish(LIMIT_SECS);
            return new Outcome("One node grows to three, " + plan.clients() + " clients, "
                            + plan.strategy().configName())
                    .text(steps.table())
                    .figure("Writes acknowledged", load.acknowledged())
                    .findings(new Verification(cluster, load).check())
                    .promise("Calls that failed", load.failures(), 0)
                    .promise("Starts of node 1", cluster.node(FIRST).starts(), 1)
                    .promise("Node 1 exited", cluster.node(FIRST).isRunning() ? 0 : 1, 0)
                    .times("Largest gaps between two writes, by step", steps.gaps());
        }
    }

    private static void awaitVoter(ChaosCluster cluster, int id) {
        NodeAdmin first = new NodeAdmin(cluster.node(FIRST));
        NodeAdmin joining = new NodeAdmin(cluster.node(id));
        List<NodeAdmin> both = List.of(first, joining);
        cluster.await(
                "node " + id + " to be a voter",
                LIMIT_SECS,
                () -> both.stream()
                        .allMatch(admin -> "voter".equals(admin.roles().get(id))));
    }
}
