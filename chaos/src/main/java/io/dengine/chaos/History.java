package io.dengine.chaos;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** Kills or pauses leaders at random while clients read, write and swap a few keys; then checks their history. */
final class History implements Scenario {
    private static final int KEYS = 6;
    private static final int CLIENTS = 12;
    private static final long PAUSE_MILLIS = 15;
    private static final long LIMIT_SECS = 60;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        SplittableRandom random = new SplittableRandom(plan.seed());
        int kills = 0;
        List<List<Operation>> histories;
        try (ChaosCluster cluster = new ChaosCluster(plan)) {
            cluster.start();
            try (HistoryRecorder recorder =
                    new HistoryRecorder(cluster, KEYS, CLIENTS, PAUSE_MILLIS, random.nextLong())) {
                recorder.start();
                for (int round = 0; round < plan.rounds(); round++) {
                    ChaosCluster.rest(500 + random.nextLong(1_500));
                    boolean kill = random.nextBoolean();
                    kills += kill ? 1 : 0;
                    disturb(cluster, kill, random.nextLong(3_000));
                }
                recorder.close();
                histories = recorder.histories();
            }
        }
        return judge(histories, plan)
                .figure("Leaders killed, paused", kills + ", " + (plan.rounds() - kills))
                .figure("Seed", plan.seed());
    }

    private static void disturb(ChaosCluster cluster, boolean kill, long afterMillis) {
        int leader = cluster.leaders().leadership().nodeId();
        long term = cluster.leaders().leadership().term();
        if (kill) {
            cluster.node(leader).kill();
        } else {
            cluster.node(leader).pause();
        }
        cluster.await(
                "another leader",
                LIMIT_SECS,
                () -> cluster.leaders().leadership().term() > term);
        ChaosCluster.rest(afterMillis);
        if (kill) {
            cluster.restart(leader);
        } else {
            cluster.node(leader).resume();
        }
        Readiness.await(cluster, leader);
    }

    private static Outcome judge(List<List<Operation>> histories, ChaosPlan plan) {
        HistoryJudgement judgement = HistoryJudgement.of(histories);
        return new Outcome("History of " + KEYS + " keys, " + plan.strategy().configName())
                .figure("Operations", judgement.operations())
                .figure("Operations of unknown outcome", judgement.unknown())
                .promise("Keys whose history is not linearizable", judgement.violations(), 0)
                .promise("Keys that could not be checked", judgement.undecided(), 0);
    }
}
