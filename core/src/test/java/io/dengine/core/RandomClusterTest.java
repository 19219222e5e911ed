package io.dengine.core;

import static io.dengine.core.Named.waiter;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever network, disks and crashes do: one leader a term, one entry an index, and progress once they stop. */
class RandomClusterTest {
    private static final int SEEDS = Integer.getInteger("dengine.core.seeds", 150);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void stays_safe_under_faults_and_recovers_after_them(int voters) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                run(seed, voters);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", " + voters + " voters: " + e.getMessage(), e);
            }
        }
    }

    private static void run(long seed, int voters) {
        CoreCluster cluster = new CoreCluster(seed, voters);
        SplittableRandom random = new SplittableRandom(seed ^ 0x5DEECE66DL);
        cluster.lossRate = random.nextInt(3) * 0.1;
        cluster.duplicateRate = random.nextInt(2) * 0.1;
        int proposed = 0;
        for (int step = 0; step < 6_000; step++) {
            cluster.advance();
            int id = random.nextInt(1, voters + 1);
            CoreCluster.Server server = cluster.server(id);
            switch (random.nextInt(400)) {
                case 0 -> server.crash();
                case 1, 2, 3 -> {
                    if (server.core == null) {
                        server.start();
                    }
                }
                case 4 -> server.isolated = true;
                case 5, 6 -> server.isolated = false;
                case 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> cluster.propose(id, waiter("p" + proposed++));
                case 20, 21, 22 -> server.step(new Event.ReadsRequested(List.of(waiter("r" + step))));
                case 23 -> server.step(new Event.TransferRequested(random.nextInt(1, voters + 1), waiter("t" + step)));
                case 24 -> server.step(new Event.PeerDisconnected(random.nextInt(1, voters + 1)));
                default -> {}
            }
        }
        heal(cluster);
        cluster.runMillis(3_000);
        CoreCluster.Server leader = Objects.requireNonNull(cluster.leader(), "no leader after healing");
        cluster.propose(leader.id, waiter("last"));
        cluster.runMillis(500);
        assertThat(cluster.completed).contains(waiter("last"));
        assertThat(cluster.servers.values())
                .allSatisfy(server -> assertThat(server.running().commitIndex())
                        .isEqualTo(leader.running().commitIndex()));
    }

    private static void heal(CoreCluster cluster) {
        cluster.lossRate = 0;
        cluster.duplicateRate = 0;
        for (CoreCluster.Server server : cluster.servers.values()) {
            server.isolated = false;
            if (server.core == null) {
                server.start();
            }
        }
    }
}
