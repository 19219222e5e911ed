package io.dengine.chaos;

import io.dengine.api.Client;
import io.dengine.api.WatchRequest;
import io.dengine.chaos.scale.LeasedKeys;
import io.dengine.chaos.scale.ManyWatches;
import io.dengine.chaos.scale.Spread;
import io.dengine.chaos.scale.SteadyCalls;
import io.dengine.client.remote.RemoteClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/** Runs very many watches and leases on one cluster; all leases expire in the same second. */
final class Scale implements Scenario {
    private static final int WATCHES = 10_000;
    private static final int LEASES = 100_000;
    private static final int CLIENTS = 20;
    private static final long PAUSE_MILLIS = 2;
    private static final long TURN_MILLIS = 5_000;
    private static final long GRANTING_SECS = 60;
    private static final long LIMIT_SECS = 60;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        try (ChaosCluster cluster = new ChaosCluster(plan)) {
            cluster.start();
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(connect(cluster));
            }
            Client writer = connect(cluster);
            Client reader = connect(cluster);
            try (SteadyCalls writes = new SteadyCalls(() -> writer.put("steady", "value"), PAUSE_MILLIS);
                    SteadyCalls reads = new SteadyCalls(() -> reader.getLinearizable("steady"), PAUSE_MILLIS)) {
                Outcome outcome = new Outcome(WATCHES + " watches, " + LEASES + " leases, "
                        + plan.strategy().configName());
                new Run(cluster, clients, new Steady(writes, reads), outcome).all();
                return outcome;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } finally {
                clients.forEach(Client::close);
                writer.close();
                reader.close();
            }
        }
    }

    private static Client connect(ChaosCluster cluster) {
        return RemoteClient.connect(
                cluster.nodes().stream().map(NodeProcess::address).toArray(String[]::new));
    }

    /** Clients that use neither watches nor leases; these should not slow them down. */
    private record Steady(SteadyCalls writes, SteadyCalls reads) {
        void report(Outcome outcome, String when, long fromNanos, long endNanos) {
            outcome.figure(when + ": a write", writes.between(fromNanos, endNanos))
                    .figure(when + ": a linearizable read", reads.between(fromNanos, endNanos));
        }
    }

    private record Run(ChaosCluster cluster, List<Client> clients, Steady steady, Outcome outcome) {
        void all() throws InterruptedException {
            ChaosCluster.rest(2 * TURN_MILLIS); // warms up the JIT compilers of the nodes
            turn("without watches and leases");
            long term = cluster.leaders().leadership().term();
            try (ManyWatches watches = new ManyWatches(clients.get(0), clients, WATCHES)) {
                turn("with the watches");
                outcome.figure("from a write to its one watcher", spread(number -> watches.tellOneNanos((int) number)));
                outcome.figure(
                        "from a write to the last of " + watches.sharing() + " watchers",
                        spread(number -> watches.tellAllNanos()));
                leases();
                outcome.promise("watches that ended", watches.ended(), 0);
            }
            outcome.promise(
                            "terms in which leaders changed",
                            cluster.leaders().leadership().term() - term,
                            0)
                    .promise("failed writes", steady.writes().failures(), 0)
                    .promise("failed reads", steady.reads().failures(), 0);
        }

        private void leases() throws InterruptedException {
            long began = System.nanoTime();
            long end = began + TimeUnit.SECONDS.toNanos(GRANTING_SECS);
            LeasedKeys keys = new LeasedKeys(LEASES, end);
            var watching = clients.get(0).watch(WatchRequest.prefix(LeasedKeys.PREFIX), keys);
            keys.grant(clients);
            long granted = System.nanoTime();
            outcome.promise("leases not granted and keys not written", keys.failed(), 0)
                    .figure("granted with a key each in", TimeUnit.NANOSECONDS.toMillis(granted - began) + " ms");
            if (end - granted < TimeUnit.MILLISECONDS.toNanos(2 * TURN_MILLIS)) {
                throw new IllegalStateException("granting took so long that the leases expire before any measurement");
            }
            turn("with watches and leases");
            TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
            cluster.await("the expiry of all leases", LIMIT_SECS, () -> keys.gone() == LEASES);
            long gone = System.nanoTime();
            steady.report(outcome, "while all leases expire", end, gone);
            turn("after the expiry");
            outcome.figure("from the expiry of a lease to its watcher", keys.delays())
                    .promise("keys deleted", keys.gone(), LEASES)
                    .promise("deletions that were delivered twice", keys.toldTwice(), 0);
            watching.close();
        }

        private void turn(String when) {
            long from = System.nanoTime();
            ChaosCluster.rest(TURN_MILLIS);
            steady.report(outcome, when, from, System.nanoTime());
            outcome.figure(when + ": resident memory of the nodes", residentMegabytes());
        }

        private String residentMegabytes() {
            List<String> sizes = new ArrayList<>();
            cluster.nodes().forEach(node -> sizes.add(Long.toString(node.residentKilobytes() >> 10)));
            return String.join(", ", sizes) + " MB";
        }

        private static Spread spread(LongUnaryOperator timesNanos) {
            return Spread.of(LongStream.range(0, 50).map(timesNanos).toArray());
        }
    }
}
