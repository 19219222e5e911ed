package io.dengine.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Kills all nodes at the same moment and restarts them. */
final class AllKill implements Scenario {
    private static final long CALM_MILLIS = 2_000;
    private static final long DOWN_MILLIS = 500;
    private static final long LIMIT_SECS = 90;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        List<Long> toFirstWrite = new ArrayList<>();
        try (ChaosCluster cluster = new ChaosCluster(plan)) {
            cluster.start();
            try (WriteLoad load = new WriteLoad(cluster, plan)) {
                load.start();
                for (int round = 0; round < plan.rounds(); round++) {
                    ChaosCluster.rest(CALM_MILLIS);
                    cluster.nodes().parallelStream().forEach(NodeProcess::kill);
                    // By then the network has delivered the last answers.
                    ChaosCluster.rest(DOWN_MILLIS);
                    load.expectFrom(0);
                    cluster.nodes().forEach(node -> cluster.restart(node.id()));
                    toFirstWrite.add(load.awaitMillis(LIMIT_SECS));
                }
                cluster.nodes().forEach(node -> Readiness.await(cluster, node.id()));
                load.finish(LIMIT_SECS);
                return new Outcome("All nodes killed at once, " + plan.clients() + " clients, "
                                + plan.strategy().configName())
                        .figure("Writes acknowledged", load.acknowledged())
                        .findings(new Verification(cluster, load).check())
                        .times("From restart to first write", toFirstWrite);
            }
        }
    }
}
