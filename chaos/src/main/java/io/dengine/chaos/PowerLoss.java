package io.dengine.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Machines lose power: their processes end, and their disks forget what was not synced.
 *
 * <p>Nothing may be lost, but with {@link Strategy#MEMFIRST} where a majority loses power at once: then the nodes must
 * wait until the loss is accepted, must tell it, and must have everything that is older than {@link #WINDOW_MILLIS}.
 */
final class PowerLoss implements Scenario {
    /** With MemFirst, what was acknowledged longer ago than this is on the disks. Twice what is promised. */
    private static final long WINDOW_MILLIS = 1_000;

    private static final long CALM_MILLIS = 2_000;
    private static final long DOWN_MILLIS = 500;
    private static final long STANDSTILL_MILLIS = 5_000;
    private static final long LIMIT_SECS = 90;

    private final int victims;

    /** @param victims how many of the three machines lose power at the same moment */
    PowerLoss(int victims) {
        this.victims = victims;
    }

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        List<PoweredMachine> machines = new ArrayList<>();
        try (ChaosCluster cluster = new ChaosCluster(plan, directory -> {
                    PoweredMachine machine = new PoweredMachine(directory);
                    machines.add(machine);
                    return machine;
                });
                WriteLoad load = new WriteLoad(cluster, plan)) {
            cluster.start();
            load.start();
            return new Run(plan, cluster, machines, load).all();
        }
    }

    /** One run on one cluster. */
    private final class Run {
        private final ChaosPlan plan;
        private final ChaosCluster cluster;
        private final List<PoweredMachine> machines;
        private final WriteLoad load;
        private final List<NodeAdmin> admins;
        private final SplittableRandom random;
        private final Losses losses = new Losses();
        private final List<Long> toFirstWrite = new ArrayList<>();
        private long tellWrongly;
        private long goOnUnasked;

        Run(ChaosPlan plan, ChaosCluster cluster, List<PoweredMachine> machines, WriteLoad load) {
            this.plan = plan;
            this.cluster = cluster;
            this.machines = machines;
            this.load = load;
            this.admins = cluster.nodes().stream().map(NodeAdmin::new).toList();
            this.random = new SplittableRandom(plan.seed());
        }

        Outcome all() throws IOException {
            boolean mayLose = plan.strategy() == Strategy.MEMFIRST && victims > 1;
            for (int round = 1; round <= plan.rounds(); round++) {
                ChaosCluster.rest(CALM_MILLIS);
                List<Integer> chosen = choose(round);
                List<Integer> old = load.acknowledgedByEach();
                ChaosCluster.rest(WINDOW_MILLIS);
                cut(chosen);
                if (mayLose) {
                    losses.allow(old, load.acknowledgedByEach());
                }
                load.expectFrom(0);
                bringBack(chosen, mayLose);
                toFirstWrite.add(load.awaitMillis(LIMIT_SECS));
                cluster.nodes().forEach(node -> Readiness.await(cluster, node.id()));
                cluster.await(
                        "all nodes to be whole",
                        LIMIT_SECS,
                        () -> admins.stream().noneMatch(NodeAdmin::isRecovering));
                long told = mayLose ? round : 0;
                cluster.await(
                        "one loss epoch everywhere",
                        LIMIT_SECS,
                        () -> admins.stream()
                                        .mapToLong(NodeAdmin::lossEpoch)
                                        .distinct()
                                        .count()
                                == 1);
                tellWrongly += admins.get(0).lossEpoch() == told ? 0 : 1;
            }
            load.finish(LIMIT_SECS);
            return outcome(mayLose);
        }

        /** The leader in every other round. */
        private List<Integer> choose(int round) {
            int leader = cluster.leaders().leadership().nodeId();
            List<Integer> others = new ArrayList<>(List.of(1, 2, 3));
            others.remove((Integer) leader);
            List<Integer> chosen = new ArrayList<>();
            if (victims == 3 || round % 2 == 1) {
                chosen.add(leader);
            }
            while (chosen.size() < victims) {
                chosen.add(others.remove(random.nextInt(others.size())));
            }
            return chosen;
        }

        private void cut(List<Integer> chosen) {
            PoweredMachine.cutPower(
                    chosen.stream().map(id -> machines.get(id - 1)).toList());
            chosen.parallelStream().forEach(id -> cluster.node(id).kill());
            // By then the last answers have left the network's buffers.
            ChaosCluster.rest(DOWN_MILLIS);
        }

        private void bringBack(List<Integer> chosen, boolean mayLose) throws IOException {
            for (int id : chosen) {
                machines.get(id - 1).restorePower();
            }
            chosen.forEach(cluster::restart);
            if (!mayLose) {
                return;
            }
            cluster.await(
                    "the nodes to say that they may have lost something",
                    LIMIT_SECS,
                    () -> chosen.stream().allMatch(id -> admins.get(id - 1).isRecovering()));
            long before = load.acknowledged();
            ChaosCluster.rest(STANDSTILL_MILLIS);
            goOnUnasked += load.acknowledged() == before ? 0 : 1;
            chosen.forEach(id -> admins.get(id - 1).acceptLoss());
        }

        private Outcome outcome(boolean mayLose) {
            Outcome outcome = new Outcome("Power lost by " + victims + " of 3, " + plan.clients() + " clients, "
                            + plan.strategy().configName())
                    .figure("Writes acknowledged", load.acknowledged())
                    .findings(new Verification(cluster, load, losses).check())
                    .promise("Rounds in which the loss epoch was wrong", tellWrongly, 0);
            if (mayLose) {
                outcome.promise("Rounds in which writes went on unasked", goOnUnasked, 0)
                        .figure("Acknowledged in the last moments, and lost as told", losses.lost());
            }
            return outcome.times("From restart to first write", toFirstWrite);
        }
    }
}
