package io.dengine.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Cuts the power of machines: their processes end, and their disks lose all data that was not synced.
 *
 * <p>No acknowledged write may be lost, except with {@link Strategy#MEMFIRST} if a majority loses power at once. Then
 * the nodes must wait until an operator accepts the loss, must report it, and may lack only the newest writes. If the
 * plan sets the time that writes wait for their sync, writes are really lost: the survivor is paused from shortly
 * before the power loss, so that it does not have the writes that the other machines lose.
 */
final class PowerLoss implements Scenario {
    private static final long CALM_MILLIS = 2_000;
    private static final long DOWN_MILLIS = 500;
    private static final long STANDSTILL_MILLIS = 5_000;
    private static final long LIMIT_SECS = 90;
    private static final int SIZE = 3;

    private final int victims;

    /** @param victims the number of the three machines that lose power at the same moment */
    PowerLoss(int victims) {
        this.victims = victims;
    }

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        List<PoweredMachine> machines = new ArrayList<>();
        try (ChaosCluster cluster = new ChaosCluster(plan, new OwnFiles(plan), directory -> {
                    PoweredMachine machine = new PoweredMachine(directory);
                    machines.add(machine);
                    return machine;
                });
                HttpWrites writes = new HttpWrites(cluster, plan.clients());
                WriteLoad load = new WriteLoad(cluster, plan, writes)) {
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
        private final boolean mayLose;
        private final boolean mustLose;
        private final Losses losses = new Losses();
        private final List<Long> toFirstWrite = new ArrayList<>();
        private long tellWrongly;
        private long goOnUnasked;
        private long wrongWatches;

        Run(ChaosPlan plan, ChaosCluster cluster, List<PoweredMachine> machines, WriteLoad load) {
            this.plan = plan;
            this.cluster = cluster;
            this.machines = machines;
            this.load = load;
            this.admins = cluster.nodes().stream().map(NodeAdmin::new).toList();
            this.random = new SplittableRandom(plan.seed());
            this.mayLose = plan.strategy() == Strategy.MEMFIRST && victims > 1;
            this.mustLose = mayLose && plan.tuning().flushIntervalMillis() > 0;
        }

        Outcome all() throws IOException {
            for (int round = 1; round <= plan.rounds(); round++) {
                ChaosCluster.rest(CALM_MILLIS);
                List<Integer> chosen = choose(round);
                List<NodeProcess> survivors = cluster.nodes().stream()
                        .filter(node -> !chosen.contains(node.id()))
                        .toList();
                List<ChangeWatch> watches =
                        survivors.stream().map(ChangeWatch::fromNow).toList();
                cluster.await("watches", LIMIT_SECS, () -> watches.stream().allMatch(ChangeWatch::isOpen));
                List<Integer> old = load.acknowledgedByEach();
                ChaosCluster.rest(windowMillis());
                cut(chosen, survivors);
                List<Integer> end = load.acknowledgedByEach();
                if (mayLose) {
                    losses.told(old, end);
                }
                load.expectFrom(0);
                bringBack(chosen);
                toFirstWrite.add(load.awaitMillis(LIMIT_SECS));
                awaitHealth(mayLose ? round : 0);
                checkWatches(watches, highestRevision(end));
            }
            load.finish(LIMIT_SECS);
            return outcome();
        }

        /** Returns twice the promised time after which, with MemFirst, an acknowledged write is on disk. */
        private long windowMillis() {
            return Math.max(1_000, 8L * plan.tuning().flushIntervalMillis());
        }

        /**
         * Chooses the machines to cut. The leader is among them in every other round, or always if writes are to be
         * lost.
         */
        private List<Integer> choose(int round) {
            int leader = cluster.leaders().leadership().nodeId();
            List<Integer> others = new ArrayList<>(List.of(1, 2, 3));
            others.remove((Integer) leader);
            List<Integer> chosen = new ArrayList<>();
            if (victims == SIZE || mustLose || round % 2 == 1) {
                chosen.add(leader);
            }
            while (chosen.size() < victims) {
                chosen.add(others.remove(random.nextInt(others.size())));
            }
            return chosen;
        }

        private void cut(List<Integer> chosen, List<NodeProcess> survivors) {
            if (mustLose) {
                survivors.forEach(NodeProcess::pause);
                ChaosCluster.rest(plan.tuning().flushIntervalMillis());
            }
            PoweredMachine.cutPower(
                    chosen.stream().map(id -> machines.get(id - 1)).toList());
            chosen.parallelStream().forEach(id -> cluster.node(id).kill());
            // By then the network has delivered the last answers.
            ChaosCluster.rest(DOWN_MILLIS);
            survivors.forEach(NodeProcess::resume);
        }

        private void bringBack(List<Integer> chosen) throws IOException {
            for (int id : chosen) {
                machines.get(id - 1).restorePower();
            }
            chosen.forEach(cluster::restart);
            if (!mayLose) {
                return;
            }
            cluster.await(
                    "the nodes to report a possible loss",
                    LIMIT_SECS,
                    () -> chosen.stream().allMatch(id -> admins.get(id - 1).isRecovering()));
            long before = load.acknowledged();
            ChaosCluster.rest(STANDSTILL_MILLIS);
            goOnUnasked += load.acknowledged() == before ? 0 : 1;
            chosen.forEach(id -> admins.get(id - 1).acceptLoss());
        }

        private void awaitHealth(long lossesTold) {
            cluster.nodes().forEach(node -> Readiness.await(cluster, node.id()));
            cluster.await(
                    "all nodes to be complete",
                    LIMIT_SECS,
                    () -> admins.stream().noneMatch(NodeAdmin::isRecovering));
            cluster.await(
                    "one loss epoch everywhere",
                    LIMIT_SECS,
                    () -> admins.stream()
                                    .mapToLong(NodeAdmin::lossEpoch)
                                    .distinct()
                                    .count()
                            == 1);
            tellWrongly += admins.get(0).lossEpoch() == lossesTold ? 0 : 1;
        }

        private long highestRevision(List<Integer> end) {
            long highest = 0;
            for (int client = 0; client < end.size(); client++) {
                int count = end.get(client);
                highest = count == 0 ? highest : Math.max(highest, load.revision(client, count - 1));
            }
            return highest;
        }

        /**
         * Checks the watches. An accepted loss begins another history: open watches must have ended and none may start
         * before it; otherwise they must continue.
         */
        private void checkWatches(List<ChangeWatch> open, long lastRevision) {
            ChangeWatch.End right = mayLose ? ChangeWatch.End.OTHER_INCARNATION : ChangeWatch.End.NONE;
            wrongWatches += open.stream().filter(watch -> watch.end() != right).count();
            open.forEach(ChangeWatch::close);
            if (!mayLose) {
                return;
            }
            for (NodeProcess node : cluster.nodes()) {
                try (ChangeWatch resumed = ChangeWatch.from(node, lastRevision + 1)) {
                    cluster.await("a watch to be answered", LIMIT_SECS, resumed::isAnswered);
                    ChaosCluster.rest(DOWN_MILLIS);
                    wrongWatches += resumed.end() == ChangeWatch.End.COMPACTED ? 0 : 1;
                }
            }
        }

        private Outcome outcome() {
            Outcome outcome = new Outcome("Power loss of " + victims + " of 3 nodes, " + plan.clients() + " clients, "
                            + plan.strategy().configName())
                    .figure("Writes acknowledged", load.acknowledged())
                    .findings(new Verification(cluster, load, losses).check())
                    .promise("Rounds with a wrong loss epoch", tellWrongly, 0)
                    .promise("Watches that wrongly ended or continued", wrongWatches, 0);
            if (mayLose) {
                lossesIn(outcome);
            }
            return outcome.times("From restart to first write", toFirstWrite);
        }

        private void lossesIn(Outcome outcome) {
            outcome.promise("Rounds with writes before the loss was accepted", goOnUnasked, 0)
                    .promise("Rounds without a jump of revisions", losses.withoutJump(), 0)
                    .promise("Rounds that lost more than the newest writes", losses.notTheNewest(), 0)
                    .figure("Newest acknowledged writes lost and reported, by round", losses.counts());
            if (mustLose) {
                long rounds =
                        losses.counts().stream().filter(count -> count > 0).count();
                outcome.atLeast("Rounds that really lost acknowledged writes", rounds, 1);
            }
        }
    }
}
