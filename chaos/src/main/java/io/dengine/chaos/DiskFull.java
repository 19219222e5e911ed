package io.dengine.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills the disk of the leader, then of all nodes, then frees space again. If one voter has room, it must become the
 * leader and accept writes. If none has, every node must report it at once, and deletes must still succeed. No node may
 * exit, and no acknowledged write may be missing.
 */
final class DiskFull implements Scenario {
    private static final long LIMIT_SECS = 30;

    /** The free space: below the reserve of such a disk, and enough for the log to continue for a while. */
    private static final long LEFT_BYTES = 30L << 20;

    private static final long AT_ONCE_MILLIS = 1_000;
    private static final int WRITES = 50;
    private static final int OK = 200;
    private static final int NO_ROOM = 507;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        List<SmallMachine> machines = new ArrayList<>();
        try (ChaosCluster cluster = new ChaosCluster(plan, new OwnFiles(plan), directory -> {
            SmallMachine machine = new SmallMachine(directory);
            machines.add(machine);
            return machine;
        })) {
            cluster.start();
            return new Run(plan, cluster, machines).all();
        }
    }

    /** One run on one cluster. */
    private static final class Run {
        private final ChaosPlan plan;
        private final ChaosCluster cluster;
        private final List<SmallMachine> machines;
        private final List<PlainHttp> nodes;
        private final List<String> acknowledged = new ArrayList<>();
        private final List<Long> toNextLeader = new ArrayList<>();
        private long refusedThoughOneHasRoom;
        private long notSaid;
        private long notAtOnce;
        private long deletesRefused;

        Run(ChaosPlan plan, ChaosCluster cluster, List<SmallMachine> machines) {
            this.plan = plan;
            this.cluster = cluster;
            this.machines = machines;
            this.nodes = cluster.nodes().stream().map(PlainHttp::new).toList();
        }

        Outcome all() {
            for (int round = 1; round <= plan.rounds(); round++) {
                awaitWritesEverywhere();
                leaderIsFull(round);
                allAreFull(round);
                machines.forEach(SmallMachine::makeRoom);
            }
            awaitWritesEverywhere();
            long missing = acknowledged.stream()
                    .filter(key -> nodes.stream()
                            .anyMatch(node -> node.get("/get?key=" + key).status() != OK))
                    .count();
            long ended =
                    cluster.nodes().stream().filter(node -> !node.isRunning()).count();
            return new Outcome("Disks full, " + plan.strategy().configName())
                    .figure("Acknowledged writes checked", acknowledged.size())
                    .promise("Missing", missing, 0)
                    .promise("Nodes that ended", ended, 0)
                    .promise("Writes rejected although a voter had room", refusedThoughOneHasRoom, 0)
                    .promise("Answers that did not report the full disk", notSaid, 0)
                    .promise("Rejections that took a second or more", notAtOnce, 0)
                    .promise("Deletes rejected without room", deletesRefused, 0)
                    .times("Until a node with room leads", toNextLeader);
        }

        private void awaitWritesEverywhere() {
            for (PlainHttp node : nodes) {
                cluster.await("writes", LIMIT_SECS, () -> node.put("ready", "v").status() == OK);
            }
        }

        private void leaderIsFull(int round) {
            int leader = cluster.leaders().leadership().nodeId();
            long begin = System.nanoTime();
            machines.get(leader - 1).fill(LEFT_BYTES);
            cluster.await(
                    "another leader",
                    LIMIT_SECS,
                    () -> cluster.leaders().leadership().nodeId() != leader);
            toNextLeader.add((System.nanoTime() - begin) / 1_000_000);
            for (int i = 0; i < WRITES; i++) {
                String key = "round-" + round + "-" + i;
                PlainHttp.Answer answer = nodes.get(i % nodes.size()).put(key, "v");
                refusedThoughOneHasRoom += answer.status() == NO_ROOM ? 1 : 0;
                if (answer.status() == OK) {
                    acknowledged.add(key);
                }
            }
            notSaid += nodes.get(leader - 1).get("/health").status() == NO_ROOM ? 0 : 1;
        }

        private void allAreFull(int round) {
            machines.forEach(machine -> machine.fill(LEFT_BYTES));
            cluster.await(
                    "all nodes to detect the full disk",
                    LIMIT_SECS,
                    () -> nodes.stream().allMatch(node -> node.get("/health").status() == NO_ROOM));
            ChaosCluster.rest(2 * AT_ONCE_MILLIS); // nodes drop the disk states that peers reported
            for (PlainHttp node : nodes) {
                PlainHttp.Answer refused = node.put("round-" + round + "-too-much", "v");
                notSaid += refused.status() == NO_ROOM && refused.body().contains("MiB are free") ? 0 : 1;
                notAtOnce += refused.millis() < AT_ONCE_MILLIS ? 0 : 1;
                deletesRefused += node.post("/delete", "{\"key\":\"ready\"}").status() == OK ? 0 : 1;
            }
        }
    }
}
