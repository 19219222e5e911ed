package io.dengine.chaos;

import io.dengine.api.Client;
import io.dengine.api.WatchRequest;
import io.dengine.chaos.mixed.Audit;
import io.dengine.chaos.mixed.Ledger;
import io.dengine.chaos.mixed.MixedClient;
import io.dengine.chaos.mixed.Tape;
import io.dengine.client.remote.RemoteClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** Many clients do everything at once, and the leader dies again and again. No client is ever begun anew. */
final class MixedClients implements Scenario {
    private static final int MAX_CLIENTS = 200;
    private static final long CALM_MILLIS = 2_000;
    private static final long DOWN_MILLIS = 1_000;
    private static final long LIMIT_SECS = 60;
    private static final String LAST = "op/last";

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        List<MixedClient> clients = new ArrayList<>();
        try (ChaosCluster cluster = new ChaosCluster(plan)) {
            cluster.start();
            try (Client outsider = connect(cluster)) {
                MixedClient.fillAccounts(outsider);
                Tape reference = new Tape();
                outsider.watch(WatchRequest.prefix("op/"), reference);
                List<Thread> threads = begin(cluster, plan, clients);
                for (int round = 0; round < plan.rounds(); round++) {
                    ChaosCluster.rest(CALM_MILLIS);
                    int leader = cluster.leaders().leadership().nodeId();
                    cluster.node(leader).kill();
                    ChaosCluster.rest(DOWN_MILLIS);
                    cluster.restart(leader);
                    Readiness.await(cluster, leader);
                }
                end(cluster, clients, threads);
                awaitTapes(cluster, clients, outsider, reference);
                Audit audit = new Audit(clients, outsider, reference);
                audit.run(reference.changes());
                return outcome(plan, clients.size(), audit);
            }
        } finally {
            clients.forEach(MixedClient::close);
        }
    }

    private static Client connect(ChaosCluster cluster) {
        return RemoteClient.connect(
                cluster.nodes().stream().map(node -> "127.0.0.1:" + node.port()).toArray(String[]::new));
    }

    private static List<Thread> begin(ChaosCluster cluster, ChaosPlan plan, List<MixedClient> clients) {
        int count = Math.min(plan.clients(), MAX_CLIENTS);
        long pauseNanos = plan.writesPerSec() == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) * count / plan.writesPerSec();
        AtomicLongArray countersSeen = new AtomicLongArray(MixedClient.COUNTERS);
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            MixedClient client = new MixedClient(
                    number,
                    connect(cluster),
                    MixedClient.prefix(number),
                    pauseNanos,
                    plan.seed() + number,
                    countersSeen);
            clients.add(client);
            threads.add(Thread.ofVirtual().name("mixed-" + number).start(client));
        }
        return threads;
    }

    private static void end(ChaosCluster cluster, List<MixedClient> clients, List<Thread> threads) {
        clients.forEach(MixedClient::stop);
        cluster.await("all clients to end", LIMIT_SECS, () -> threads.stream().noneMatch(Thread::isAlive));
    }

    /** Until every watch has seen the last change of its keys. */
    private static void awaitTapes(ChaosCluster cluster, List<MixedClient> clients, Client outsider, Tape reference) {
        long last = outsider.put(LAST, "").revision();
        cluster.await("the reference watch", LIMIT_SECS, () -> reference.lastRevision() >= last);
        for (MixedClient client : clients) {
            long own = reference.lastRevisionBelow(MixedClient.prefix(client.number()));
            cluster.await(
                    "the watch of client " + client.number(),
                    LIMIT_SECS,
                    () -> client.tape().lastRevision() >= own || client.tape().end() != null);
        }
    }

    private static Outcome outcome(ChaosPlan plan, int clients, Audit audit) {
        Outcome outcome = new Outcome("Mixed operations of " + clients + " clients, leader killed " + plan.rounds()
                        + " times, " + plan.strategy().configName())
                .figure("Changes of clients' own keys", audit.applied())
                .figure("Counted", audit.sum(Ledger::counted))
                .figure("Moved", audit.sum(Ledger::moved))
                .figure("Reads", audit.sum(Ledger::reads))
                .promise("Acknowledged and lost", audit.lost(), 0)
                .promise("Carried out twice, or although refused", audit.twice(), 0)
                .promise("Counters away from what was told", audit.counterError(), 0)
                .promise("Accounts away from what they held", audit.accountError(), 0)
                .promise("Stale reads", audit.sum(Ledger::staleReads), 0)
                .promise("Watches with gaps, repetitions or disorder", audit.wrongWatches(), 0)
                .promise("Leases lost without a word", audit.lostLeases(), 0)
                .figure("Leases lost, and told", audit.toldLostLeases())
                .figure("Failures that reached callers", audit.failures());
        audit.faults().forEach(fault -> outcome.figure("Fault", fault));
        return outcome;
    }
}
