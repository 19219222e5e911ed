package io.dengine.chaos;

import io.dengine.api.Client;
import io.dengine.api.WatchRequest;
import io.dengine.chaos.mixed.Audit;
import io.dengine.chaos.mixed.MixedClient;
import io.dengine.chaos.mixed.Tape;
import io.dengine.client.remote.RemoteClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** Clients that run all kinds of operations, and another client that watches all their changes. */
final class MixedLoad implements AutoCloseable {
    private static final int MAX_CLIENTS = 200;
    private static final long LIMIT_SECS = 300;
    private static final String LAST = "op/last";

    private final ChaosCluster cluster;
    private final Client outsider;
    private final Tape reference = new Tape();
    private final List<MixedClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> crashes = new ConcurrentLinkedQueue<>();

    /** Starts the clients immediately; the cluster must have a leader. */
    MixedLoad(ChaosCluster cluster, ChaosPlan plan) {
        this.cluster = cluster;
        this.outsider = connect();
        MixedClient.fillAccounts(outsider);
        outsider.watch(WatchRequest.prefix("op/"), reference);
        int count = Math.min(plan.clients(), MAX_CLIENTS);
        long pauseNanos = plan.writesPerSec() == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) * count / plan.writesPerSec();
        AtomicLongArray countersSeen = new AtomicLongArray(MixedClient.COUNTERS);
        for (int number = 0; number < count; number++) {
            MixedClient client = new MixedClient(
                    number, connect(), MixedClient.prefix(number), pauseNanos, plan.seed() + number, countersSeen);
            clients.add(client);
            threads.add(Thread.ofVirtual()
                    .name("mixed-" + number)
                    .uncaughtExceptionHandler((thread, crash) -> crashes.add(crash))
                    .start(client));
        }
    }

    private Client connect() {
        return RemoteClient.connect(
                cluster.nodes().stream().map(NodeProcess::address).toArray(String[]::new));
    }

    int clients() {
        return clients.size();
    }

    /** Returns the failures that ended a client before it was stopped. */
    List<Throwable> crashes() {
        return List.copyOf(crashes);
    }

    /** Stops all clients, and audits their answers and watches. All nodes must serve. */
    Audit audit() {
        clients.forEach(MixedClient::stop);
        cluster.await("all clients to end", LIMIT_SECS, () -> threads.stream().noneMatch(Thread::isAlive));
        awaitTapes();
        Audit audit = new Audit(clients, outsider, reference);
        audit.run(reference.changes());
        return audit;
    }

    /** Waits until every watch has received the last change of its keys. */
    private void awaitTapes() {
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

    @Override
    public void close() {
        clients.forEach(MixedClient::stop);
        clients.forEach(MixedClient::close);
        outsider.close();
    }
}
