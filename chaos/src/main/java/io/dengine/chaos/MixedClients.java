package io.dengine.chaos;

import io.dengine.chaos.mixed.Audit;
import io.dengine.chaos.mixed.Ledger;
import java.io.IOException;

/**
 * Runs many clients with all kinds of operations while the leader is killed repeatedly. Each client lives for the whole
 * run.
 */
final class MixedClients implements Scenario {
    private static final long CALM_MILLIS = 2_000;
    private static final long DOWN_MILLIS = 1_000;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        try (ChaosCluster cluster = new ChaosCluster(plan)) {
            cluster.start();
            try (MixedLoad load = new MixedLoad(cluster, plan)) {
                for (int round = 0; round < plan.rounds(); round++) {
                    ChaosCluster.rest(CALM_MILLIS);
                    int leader = cluster.leaders().leadership().nodeId();
                    cluster.node(leader).kill();
                    ChaosCluster.rest(DOWN_MILLIS);
                    cluster.restart(leader);
                    Readiness.await(cluster, leader);
                }
                return outcome(plan, load, load.audit());
            }
        }
    }

    private static Outcome outcome(ChaosPlan plan, MixedLoad load, Audit audit) {
        Outcome outcome = new Outcome("Mixed operations of " + load.clients() + " clients, leader killed "
                        + plan.rounds() + " times, " + plan.strategy().configName())
                .figure("Changes of clients' own keys", audit.applied())
                .figure("Counted", audit.sum(Ledger::counted))
                .figure("Moved", audit.sum(Ledger::moved))
                .figure("Reads", audit.sum(Ledger::reads))
                .promise("Acknowledged writes lost", audit.lost(), 0)
                .promise("Applied twice, or although rejected", audit.twice(), 0)
                .promise("Difference of the counters from the replies", audit.counterError(), 0)
                .promise("Difference in the total of all accounts", audit.accountError(), 0)
                .promise("Stale reads", audit.sum(Ledger::staleReads), 0)
                .promise("Watches with gaps, repeated or unordered events", audit.wrongWatches(), 0)
                .promise("Key leases lost without a notification", audit.lostLeases(), 0)
                .promise("Clients that ended by themselves", load.crashes().size(), 0)
                .figure("Key leases lost with a notification", audit.toldLostLeases())
                .figure("Failures that reached callers", audit.failures());
        audit.faults().forEach(fault -> outcome.figure("Fault", fault));
        return outcome;
    }
}
