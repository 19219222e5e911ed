package io.dengine.chaos;

import io.dengine.api.Client;
import io.dengine.chaos.fencing.Contender;
import io.dengine.chaos.fencing.Contest;
import io.dengine.client.remote.RemoteClient;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Pauses the process that holds a lock or a leadership for longer than its lease, and resumes it later. */
final class Fencing implements Scenario {
    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        try (ChaosCluster cluster = new ChaosCluster(plan)) {
            cluster.start();
            List<String> endpoints =
                    cluster.nodes().stream().map(NodeProcess::address).toList();
            Outcome outcome = new Outcome("Holders paused " + plan.rounds() + " times each, "
                    + plan.strategy().configName());
            for (Contender.Kind kind : Contender.Kind.values()) {
                try (Client observer = RemoteClient.connect(endpoints.toArray(String[]::new))) {
                    report(outcome, kind, new Contest(observer, kind, endpoints).run(plan.rounds()));
                }
            }
            return outcome;
        }
    }

    private static void report(Outcome outcome, Contender.Kind kind, Contest contest) {
        String name = kind.name().toLowerCase(Locale.ROOT) + ": ";
        outcome.figure(name + "writes of holders", contest.writes())
                .promise(name + "writes of former holders", contest.writesByFormerHolders(), 0)
                .figure(name + "rejected writes of former holders", contest.refused())
                .figure(name + "of these, by a holder that believed to hold it", contest.believed())
                .times(name + "from the pause to the next holder", contest.takeOverMillis())
                .times(name + "from the resumption to the rejection", contest.learntMillis());
    }
}
