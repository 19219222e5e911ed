package io.dengine.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Kills the leader repeatedly, and restarts it each time. */
final class LeaderKill implements Scenario {
    private static final long CALM_MILLIS = 1_500;
    private static final long DOWN_MILLIS = 500;
    private static final long LIMIT_SECS = 60;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        List<Long> toFirstWrite = new ArrayList<>();
        try (ChaosCluster cluster = new ChaosCluster(plan)) {
            cluster.start();
            try (WriteLoad load = new WriteLoad(cluster, plan)) {
                load.start();
                for (int round = 0; round < plan.rounds(); round++) {
                    ChaosCluster.rest(CALM_MILLIS);
                    int leader = cluster.leaders().leadership().nodeId();
                    load.expectFrom(leader);
                    cluster.node(leader).kill();
                    toFirstWrite.add(load.awaitMillis(LIMIT_SECS));
                    ChaosCluster.rest(DOWN_MILLIS);
                    cluster.restart(leader);
                    Readiness.await(cluster, leader);
                }
                load.finish(LIMIT_SECS);
                return new Outcome("Leader killed, " + plan.clients() + " clients, "
                                + plan.strategy().configName())
                        .figure("Writes acknowledged", load.acknowledged())
                        .figure("Calls that failed and were retried", load.failures())
                        .findings(new Verification(cluster, load).check())
                        .times("From kill to first write", toFirstWrite);
            }
        }
    }
}
