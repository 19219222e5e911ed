package io.dengine.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Runs operators' tasks on the three-node example while it serves: grows it to five and shrinks it to three nodes,
 * kills nodes, replaces disks, and transfers leadership.
 */
final class Members implements Scenario {
    private static final String FILES = "three-nodes-cluster/config";
    private static final int MOST = 5;
    private static final int FOUNDERS = 3;
    private static final long CALM_MILLIS = 2_000;
    private static final long LIMIT_SECS = 60;

    /** The maximum gap for which a leadership transfer counts as unnoticeable to a client. */
    private static final long TRANSFER_GAP_MILLIS = 200;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        Path files = plan.places().examples().resolve(FILES);
        NodeFiles nodes = new ExampleFiles(files, MOST, FOUNDERS, ExampleFiles.setting(plan.strategy()));
        try (ChaosCluster cluster = new ChaosCluster(plan, nodes, Machine::own);
                HttpWrites writes = new HttpWrites(cluster, plan.clients());
                WriteLoad load = new WriteLoad(cluster, plan, writes)) {
            cluster.start();
            load.start();
            load.awaitFirst(LIMIT_SECS);
            return new Run(plan, cluster, writes, load).all();
        }
    }

    /** One run on one cluster. */
    private static final class Run {
        private final ChaosPlan plan;
        private final ChaosCluster cluster;
        private final HttpWrites writes;
        private final WriteLoad load;
        private final Steps steps;
        private final SplittableRandom random;
        private final List<Long> transferGaps = new ArrayList<>();
        private final List<String> refusedTransfers = new ArrayList<>();

        Run(ChaosPlan plan, ChaosCluster cluster, HttpWrites writes, WriteLoad load) {
            this.plan = plan;
            this.cluster = cluster;
            this.writes = writes;
            this.load = load;
            this.steps = new Steps(load);
            this.random = new SplittableRandom(plan.seed());
        }

        Outcome all() throws IOException {
            steps.run("three nodes serve", () -> ChaosCluster.rest(CALM_MILLIS));
            grow();
            long whileTwoWereDown = loseTwo();
            shrink();
            replaceDisks();
            for (int round = 0; round < plan.rounds(); round++) {
                transfer(round);
            }
            load.finish(LIMIT_SECS);
            Outcome outcome = new Outcome("Membership changes, " + plan.clients() + " clients over all nodes, "
                            + plan.strategy().configName())
                    .text(steps.table())
                    .figure("Writes acknowledged", load.acknowledged())
                    .figure("Calls that failed and were retried", load.failures())
                    .findings(new Verification(cluster, load).check())
                    .atLeast("Writes acknowledged while two of five were down", whileTwoWereDown, 1)
                    .promise("Transfers rejected", refusedTransfers.size(), 0);
            refusedTransfers.forEach(refusal -> outcome.text("    " + refusal));
            return outcome.target("Gaps around transfers", transferGaps, TRANSFER_GAP_MILLIS);
        }

        private void grow() {
            for (int id = FOUNDERS + 1; id <= MOST; id++) {
                int joining = id;
                steps.run("node " + id + " joins", () -> {
                    cluster.add(joining);
                    awaitRole(joining, "promotable");
                    // The node opens its port only once it has joined.
                    Readiness.await(cluster, joining);
                });
            }
            for (int id = FOUNDERS + 1; id <= MOST; id++) {
                int promoted = id;
                steps.run("node " + id + " is promoted", () -> {
                    anyone().promote(cluster, promoted);
                    awaitRole(promoted, "voter");
                });
            }
            writes.useNodes(cluster.members());
            steps.run("five nodes serve", () -> ChaosCluster.rest(CALM_MILLIS));
        }

        /** Kills the leader and one other node. Returns the number of writes that the others acknowledged. */
        private long loseTwo() {
            int leader = leader();
            int other = oneBut(leader);
            steps.run("kill -9 leader " + leader + " and node " + other, () -> {
                cluster.node(leader).kill();
                cluster.node(other).kill();
                load.expectFrom(leader);
                long unused = load.awaitMillis(LIMIT_SECS);
            });
            Steps.Step down = steps.run("three of five serve", () -> ChaosCluster.rest(CALM_MILLIS));
            steps.run("nodes " + leader + " and " + other + " return", () -> {
                cluster.restart(leader);
                cluster.restart(other);
                Readiness.await(cluster, leader);
                Readiness.await(cluster, other);
            });
            writes.useNodes(cluster.members());
            return down.acknowledged();
        }

        /** Removes a follower, and then the leader. */
        private void shrink() {
            int follower = oneBut(leader());
            steps.run("node " + follower + " is removed", () -> remove(follower));
            int leader = leader();
            steps.run("leader " + leader + " is removed", () -> remove(leader));
            steps.run("three nodes serve", () -> ChaosCluster.rest(CALM_MILLIS));
        }

        private void remove(int id) {
            anyone().remove(cluster, id);
            List<Integer> others = new ArrayList<>(cluster.members());
            others.remove((Integer) id);
            writes.useNodes(others);
            cluster.drop(id);
            cluster.await("another leader", LIMIT_SECS, () -> leader() != id);
        }

        /** Replaces the disk of each follower, one after the other. */
        private void replaceDisks() {
            int leader = leader();
            for (int id : cluster.members()) {
                if (id != leader) {
                    replaceDisk(id);
                }
            }
        }

        private void replaceDisk(int victim) {
            steps.run("node " + victim + " loses its disk", () -> {
                cluster.node(victim).kill();
                cluster.node(victim).wipe();
                ChaosCluster.rest(CALM_MILLIS);
            });
            steps.run("node " + victim + " is replaced by itself", () -> {
                adminOf(leader()).replace(cluster, victim);
                cluster.startReplaced(
                        victim,
                        "node " + victim + " to be promotable",
                        LIMIT_SECS,
                        () -> hasRole(victim, "promotable"));
                Readiness.await(cluster, victim);
            });
            steps.run("node " + victim + " is promoted", () -> {
                anyone().promote(cluster, victim);
                awaitRole(victim, "voter");
            });
            writes.useNodes(cluster.members());
        }

        /** Transfers leadership to the next member after the leader, each time through another node. */
        private void transfer(int round) {
            List<Integer> members = cluster.members();
            int from = leader();
            int to = members.get((members.indexOf(from) + 1) % members.size());
            NodeAdmin asked = adminOf(members.get(round % members.size()));
            Steps.Step step = steps.run("leadership moves from " + from + " to " + to, () -> {
                String refusal = asked.transferLeadership(to);
                if (refusal.isEmpty()) {
                    cluster.await("node " + to + " to lead", LIMIT_SECS, () -> leader() == to);
                } else {
                    refusedTransfers.add(refusal);
                }
            });
            transferGaps.add(step.gapMillis());
        }

        private int leader() {
            return cluster.leaders().leadership().nodeId();
        }

        private int oneBut(int excluded) {
            List<Integer> others = new ArrayList<>(cluster.members());
            others.remove((Integer) excluded);
            return others.get(random.nextInt(others.size()));
        }

        private NodeAdmin adminOf(int id) {
            return new NodeAdmin(cluster.node(id));
        }

        private NodeAdmin anyone() {
            List<Integer> members = cluster.members();
            return adminOf(members.get(random.nextInt(members.size())));
        }

        /** Waits until the leader reports the role. */
        private void awaitRole(int id, String role) {
            cluster.await("node " + id + " to be " + role, LIMIT_SECS, () -> hasRole(id, role));
        }

        private boolean hasRole(int id, String role) {
            return role.equals(adminOf(leader()).roles().get(id));
        }
    }
}
