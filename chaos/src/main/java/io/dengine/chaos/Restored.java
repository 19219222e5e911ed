package io.dengine.chaos;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Lease;
import io.dengine.api.WatchRequest;
import io.dengine.chaos.mixed.Tape;
import io.dengine.client.remote.RemoteClient;
import io.dengine.recipes.Held;
import io.dengine.recipes.Lock;
import io.dengine.recipes.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Restores a cluster from an older backup while one client stays connected; another client connects afterwards. The
 * acknowledged writes of both must exist, both must not have the same lease or hold the same lock, and the watch of the
 * first must end with a reason.
 */
final class Restored implements Scenario {
    private static final Duration TTL = Duration.ofSeconds(3);
    private static final int WRITES = 20;
    private static final long LIMIT_SECS = 60;

    private long acknowledged;
    private long missing;
    private long sharedLeases;
    private long heldByBoth;
    private long silentWatches;
    private long sameIncarnations;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        for (int round = 0; round < plan.rounds(); round++) {
            Path place = plan.places().directory().resolve("round" + round);
            Places places = new Places(plan.places().launcher(), plan.places().examples(), place);
            try (ChaosCluster cluster = new ChaosCluster(plan.at(places))) {
                cluster.start();
                round(cluster, place.resolve("older.dbk"));
            }
        }
        return new Outcome("Restored from an older backup, " + plan.strategy().configName())
                .figure("Writes acknowledged after the restore", acknowledged)
                .promise("Acknowledged writes missing", missing, 0)
                .promise("Lease ids that two clients share", sharedLeases, 0)
                .promise("Locks that two clients held at once", heldByBoth, 0)
                .promise("Watches that did not end with a reason", silentWatches, 0)
                .promise("Restores without a new incarnation", sameIncarnations, 0);
    }

    private void round(ChaosCluster cluster, Path backup) {
        String[] nodes = cluster.nodes().stream().map(NodeProcess::address).toArray(String[]::new);
        List<Lease> leases = new ArrayList<>();
        try (Client former = RemoteClient.connect(nodes)) {
            write(cluster, former, "former/before");
            cluster.node(1).command("backup", backup.toString(), "--from", nodes[0]);
            Tape tape = new Tape();
            former.watch(WatchRequest.prefix("later/"), tape);
            write(cluster, former, "former/after");
            leases.add(former.grantLease(TTL));
            long incarnation = former.cluster().incarnation();
            Session formerSession = Session.open(former, TTL);
            try (Held formerHeld = acquire(formerSession)) {
                restore(cluster, backup);
                try (Client later = RemoteClient.connect(nodes)) {
                    later(cluster, former, later, formerHeld, leases);
                    sameIncarnations += later.cluster().incarnation() == incarnation ? 1 : 0;
                }
            }
            // A watch from a revision of the former history must end with this reason.
            cluster.await("the end of the watch", LIMIT_SECS, () -> tape.end() != null || tape.lastRevision() > 0);
            silentWatches += tape.end() == null ? 1 : 0;
        }
    }

    private void later(ChaosCluster cluster, Client former, Client later, Held formerHeld, List<Lease> leases) {
        write(cluster, later, "later/put");
        write(cluster, former, "former/put");
        leases.add(later.grantLease(TTL));
        leases.add(former.grantLease(TTL));
        sharedLeases +=
                leases.size() - leases.stream().map(Lease::id).distinct().count();
        Session laterSession = Session.open(later, TTL);
        try (Held laterHeld = acquire(laterSession)) {
            heldByBoth += formerHeld.isHeld() && laterHeld.isHeld() ? 1 : 0;
            cluster.await("the former holder to be notified", LIMIT_SECS, () -> !formerHeld.isHeld());
        }
    }

    private static boolean succeeds(Runnable call) {
        try {
            call.run();
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    private void write(ChaosCluster cluster, Client client, String prefix) {
        for (int i = 0; i < WRITES; i++) {
            String key = prefix + i;
            // Any failed put can be retried.
            cluster.await("a write", LIMIT_SECS, () -> succeeds(() -> client.put(key, key)));
            acknowledged++;
            cluster.await(
                    "a read",
                    LIMIT_SECS,
                    () -> succeeds(() -> missing += client.getLinearizable(key).isEmpty() ? 1 : 0));
        }
    }

    private static Held acquire(Session session) {
        try {
            return Lock.of(session, "one").acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted");
        }
    }

    private static void restore(ChaosCluster cluster, Path backup) {
        cluster.nodes().forEach(NodeProcess::stop);
        for (NodeProcess node : cluster.nodes()) {
            node.wipe();
            node.command("restore", backup.toString(), "--config", "node");
        }
        cluster.nodes().forEach(NodeProcess::start);
    }
}
