package io.dengine.chaos;

import io.dengine.chaos.mixed.Audit;
import io.dengine.chaos.mixed.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs episodes, each on three new nodes, for the requested time. In each episode clients run all kinds of operations
 * while random faults happen, sometimes two at a time; at its end all answers of the clients are audited. The rate is
 * low, so that several such runs fit on one machine.
 */
final class Episodes implements Scenario {
    private static final int KEYS = 4;
    private static final int RECORDERS = 4;
    private static final long PAUSE_MILLIS = 400;
    private static final int TWO_AT_A_TIME_PERCENT = 25;
    private static final long LIMIT_SECS = 300;

    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final Map<String, Long> violations = new TreeMap<>();
    private long episodes;
    private long operations;
    private long unknown;
    private long undecided;
    private long notBegun;

    @Override
    public Outcome run(ChaosPlan plan) throws IOException {
        SplittableRandom random = new SplittableRandom(plan.seed());
        long begin = System.nanoTime();
        long end = begin + TimeUnit.MINUTES.toNanos(plan.tuning().minutes());
        while (System.nanoTime() - end < 0) {
            long seed = random.nextLong();
            Path place = plan.places().directory().resolve("episode" + episodes);
            Places places = new Places(plan.places().launcher(), plan.places().examples(), place);
            Map<String, Long> before = Map.copyOf(violations);
            episode(plan.at(places), new SplittableRandom(seed), end);
            episodes++;
            System.err.printf(
                    Locale.ROOT,
                    "episode %d, seed %d: %d operations so far, faults %s, violations %s%s%n",
                    episodes,
                    seed,
                    operations,
                    faults,
                    violations,
                    violations.equals(before) ? "" : "  <-- NEW, see " + place);
        }
        return outcome(plan, System.nanoTime() - begin);
    }

    private Outcome outcome(ChaosPlan plan, long nanos) {
        Outcome outcome = new Outcome("Episodes of faults, " + plan.strategy().configName())
                .figure("Episodes", episodes)
                .figure("Hours", String.format(Locale.ROOT, "%.2f", nanos / 3.6e12))
                .figure(
                        "Faults",
                        faults.values().stream().mapToInt(Integer::intValue).sum() + " " + faults)
                .figure("Operations checked", operations)
                .figure("Episodes whose nodes did not start in time", notBegun)
                .figure("Operations of unknown outcome in histories", unknown)
                .figure("Keys whose history could not be checked", undecided)
                .promise(
                        "Violations",
                        violations.values().stream().mapToLong(Long::longValue).sum(),
                        0);
        violations.forEach((what, count) -> outcome.figure("  " + what, count));
        return outcome;
    }

    private void episode(ChaosPlan plan, SplittableRandom random, long end) throws IOException {
        Map<String, Long> before = Map.copyOf(violations);
        try (EpisodeCluster nodes = new EpisodeCluster(plan)) {
            if (!started(nodes)) {
                notBegun++;
                return;
            }
            try {
                disturb(plan, nodes, random, end);
            } catch (RuntimeException e) {
                e.printStackTrace();
                violation("Episodes that did not finish", 1);
            }
            if (!violations.equals(before)) {
                nodes.keepData();
            }
        }
    }

    private static boolean started(EpisodeCluster nodes) {
        try {
            nodes.start();
            return true;
        } catch (ChaosException e) {
            e.printStackTrace();
            return false;
        }
    }

    private void disturb(ChaosPlan plan, EpisodeCluster nodes, SplittableRandom random, long end) {
        try (HistoryRecorder recorder =
                        new HistoryRecorder(nodes.cluster(), KEYS, RECORDERS, PAUSE_MILLIS, random.nextLong());
                MixedLoad load = new MixedLoad(nodes.cluster(), plan)) {
            recorder.start();
            for (int round = 0; round < plan.rounds() && System.nanoTime() - end < 0; round++) {
                ChaosCluster.rest(1_000 + random.nextLong(6_000));
                violation("Nodes that exited by themselves", nodes.ended());
                Fault first = begin(nodes, random, List.of(Fault.values()));
                ChaosCluster.rest(random.nextLong(4_000));
                if (first.goesWithOthers() && random.nextInt(100) < TWO_AT_A_TIME_PERCENT) {
                    begin(
                            nodes,
                            random,
                            List.of(Fault.values()).stream()
                                    .filter(Fault::goesWithOthers)
                                    .toList());
                    ChaosCluster.rest(random.nextLong(4_000));
                }
                nodes.heal();
            }
            nodes.cluster().await("writes", LIMIT_SECS, nodes::serves);
            recorder.close();
            judge(HistoryJudgement.of(recorder.histories()));
            judge(load, load.audit());
        }
    }

    private Fault begin(EpisodeCluster nodes, SplittableRandom random, List<Fault> choice) {
        Fault fault = choice.get(random.nextInt(choice.size()));
        fault.begin(nodes, random);
        faults.merge(fault, 1, Integer::sum);
        return fault;
    }

    private void judge(HistoryJudgement history) {
        operations += history.operations();
        unknown += history.unknown();
        undecided += history.undecided();
        violation("Keys whose history is not linearizable", history.violations());
    }

    private void judge(MixedLoad load, Audit audit) {
        operations +=
                audit.applied() + audit.sum(Ledger::counted) + audit.sum(Ledger::moved) + audit.sum(Ledger::reads);
        violation("Acknowledged writes lost", audit.lost());
        violation("Applied twice, or although rejected", audit.twice());
        violation("Difference of the counters from the replies", audit.counterError());
        violation("Difference in the total of all accounts", audit.accountError());
        violation("Stale reads", audit.sum(Ledger::staleReads));
        violation("Watches with gaps, repeated or unordered events", audit.wrongWatches());
        violation("Key leases lost without a notification", audit.lostLeases());
        violation("Clients that ended by themselves", load.crashes().size());
        load.crashes().forEach(Throwable::printStackTrace);
        audit.faults().forEach(System.err::println);
    }

    private void violation(String what, long count) {
        if (count > 0) {
            violations.merge(what, count, Long::sum);
        }
    }
}
