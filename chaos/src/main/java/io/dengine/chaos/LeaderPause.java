package io.dengine.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Pauses the leader for some seconds, while its connections stay open, and resumes it. */
final class LeaderPause implements Scenario {
    private static final long CALM_MILLIS = 1_500;
    private static final long AFTER_MILLIS = 2_000;
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
                    cluster.node(leader).pause();
                    toFirstWrite.add(load.awaitMillis(LIMIT_SECS));
                    ChaosCluster.rest(AFTER_MILLIS);
                    cluster.node(leader).resume();
                    Readiness.await(cluster, leader);
                }
                load.finish(LIMIT_SECS);
                return new Outcome("Leader paused, " + plan.clients() + " clients, "
                                + plan.strategy().configName())
                        .figure("Writes acknowledged", load.acknowledged())
                        .findings(new Verification(cluster, load).check())
                        .times("From pause to first write", toFirstWrite);
            }
        }
    }
}
