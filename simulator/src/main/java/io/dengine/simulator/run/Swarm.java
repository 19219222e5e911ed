package io.dengine.simulator.run;

import static io.dengine.simulator.run.Scheduler.MICRO;
import static io.dengine.simulator.run.Scheduler.MILLI;
import static io.dengine.simulator.run.Scheduler.SECOND;

import io.dengine.core.CoreConfig;
import io.dengine.core.Effect.Level;
import io.dengine.engine.NodeConfig;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The kind of run that a seed selects. Runs differ in their components and in their faults, so that rare combinations
 * occur.
 *
 * @param faultRates the number of starts of each fault per virtual minute; an absent fault never starts
 * @param clockSpread the largest relative error of a clock's rate
 * @param churn the membership changes, or null if the first members stay
 * @param schedule the disturbances of time and order
 */
record Swarm(
        int voters,
        Level level,
        int clients,
        long thinkNanos,
        long safetyNanos,
        long diskNanos,
        double clockSpread,
        NetworkProfile network,
        Map<Fault, Double> faultRates,
        Tuning tuning,
        @Nullable Churn churn,
        Schedule schedule) {
    private static final int TRANSFERS_ONE_OF = 20;
    private static final int PAIRS_ONE_OF = 6;
    private static final int DIES_YOUNG_ONE_OF = 4;
    private static final int BREATHES_ONE_OF = 10;

    /** The number of nodes of a cluster that grows and shrinks: five voters, and one that can replace another. */
    private static final int BREATHING_NODES = 6;

    static final int DRIFT_PARTS_PER_MILLION = 10_000;

    /** The largest relative error of wild clocks. */
    private static final double WILD_SPREAD = 0.4;

    /** The faults that a run can inject. */
    enum Fault {
        KILL,
        KILL_IN_WRITE,
        POWER_LOSS,
        KILL_ALL,
        RESTART,
        PAUSE,
        ISOLATE,
        SPLIT,
        ONE_WAY,
        BRIDGE,
        CLOG,
        SLOW_DISK,
        STUCK_DISK,
        SYNC_ERROR,
        WALL_JUMP,
        TRANSFER,
        DEPOSE,
        BEHEAD,
        SNAPSHOT_ERROR,
        ROT,
        SUSPEND,
        CLOCK_STANDS,
        CLOCK_STEP,
        WALL_RATE,
        SLOW_LINK,
        DISK_FULL,
        OLD_COPY,
        RESTART_FORWARDER,
        LATE_WATCHES
    }

    /**
     * The membership changes of a run.
     *
     * @param spares the number of nodes that are not members at the start
     * @param pauseNanos the mean time between the end of one change and the request of the next
     * @param autoPromote true if leaders promote learners by themselves
     * @param losesDisks true if nodes lose their disks
     * @param breathes true if the cluster repeatedly grows and shrinks, between one voter and five
     */
    record Churn(int spares, long pauseNanos, boolean autoPromote, boolean losesDisks, boolean breathes) {}

    /** The settings of the nodes. */
    record Tuning(
            long electionNanos,
            long heartbeatNanos,
            boolean lease,
            int maxAppendBytes,
            int maxInflight,
            long cacheBytes,
            int valueBytes,
            int segmentBytes,
            NodeConfig.SyncPolicy sync,
            NodeConfig.ApplyPolicy apply,
            NodeConfig.SnapshotPolicy snapshots,
            NodeConfig.TransferPolicy transfer,
            long requestTimeoutNanos) {}

    /** Returns the swarm of a seed; it depends on the seed alone. */
    static Swarm of(long seed) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x5EED5EED5EED5EEDL);
        if (Math.floorMod(seed, TRANSFERS_ONE_OF) == TRANSFERS_ONE_OF - 1) {
            return ofTransfers(seed, random);
        }
        if (Math.floorMod(seed, BREATHES_ONE_OF) == 4) {
            return breathing(seed, random);
        }
        int[] sizes = {1, 3, 3, 3, 3, 5, 7};
        int voters = sizes[random.nextInt(sizes.length)];
        if (voters == 3 && Math.floorMod(seed, PAIRS_ONE_OF) == 1) {
            voters = 2; // both voters are needed: no third node can replace data that one has lost
        }
        Level level = random.nextInt(3) == 0 ? Level.WRITTEN : Level.SYNCED;
        Swarm usual = new Swarm(
                voters,
                level,
                2 + random.nextInt(6),
                Streams.between(random, 5, 80) * MILLI,
                Streams.between(random, 10, 40) * SECOND,
                Streams.between(random, 20, 2_000) * MICRO,
                clockSpread(random),
                network(random),
                faults(random, voters, level),
                tuning(random),
                churn(Streams.of(seed).operators()),
                Schedule.PLAIN);
        return usual.with(Schedule.of(seed, voters, usual.tuning.electionNanos));
    }

    private Swarm with(Schedule newSchedule) {
        Map<Fault, Double> rates = new EnumMap<>(faultRates);
        rates.putAll(newSchedule.faultRates());
        return new Swarm(
                voters,
                level,
                clients,
                thinkNanos,
                safetyNanos,
                diskNanos,
                newSchedule.wildClocks() ? WILD_SPREAD : clockSpread,
                network,
                rates,
                tuning,
                churn,
                newSchedule);
    }

    /**
     * Returns a run with a cluster that starts with one voter or three, grows to five and shrinks to one, under all
     * faults.
     */
    private static Swarm breathing(long seed, SplittableRandom random) {
        int voters = 1 + 2 * random.nextInt(2);
        Map<Fault, Double> rates = faults(random, BREATHING_NODES, Level.SYNCED);
        rates.remove(Fault.ROT); // a single voter has no other node to catch up from
        Swarm usual = new Swarm(
                voters,
                Level.SYNCED,
                2 + random.nextInt(4),
                Streams.between(random, 5, 80) * MILLI,
                Streams.between(random, 10, 30) * SECOND,
                Streams.between(random, 20, 1_000) * MICRO,
                clockSpread(random),
                network(random),
                rates,
                tuning(random),
                new Churn(
                        BREATHING_NODES - voters,
                        Streams.between(random, 20, 300) * MILLI,
                        random.nextBoolean(),
                        false,
                        true),
                Schedule.PLAIN);
        return usual.with(Schedule.of(seed, BREATHING_NODES, usual.tuning.electionNanos));
    }

    /**
     * Returns a run about snapshot transfers. Nodes fall behind all the time and need one, and leadership changes back
     * and forth, so that the same two nodes meet in the same roles again and old answers arrive again. Other runs
     * rarely combine this.
     */
    private static Swarm ofTransfers(long seed, SplittableRandom random) {
        Tuning usual = tuning(random);
        long repeat = Streams.between(random, 20, 200) * MILLI;
        return new Swarm(
                3,
                Level.SYNCED,
                2 + random.nextInt(4),
                Streams.between(random, 5, 40) * MILLI,
                Streams.between(random, 8, 20) * SECOND,
                Streams.between(random, 20, 500) * MICRO,
                0,
                new NetworkProfile(
                        Streams.between(random, 200, 3_000) * MICRO,
                        0,
                        0,
                        0.2 + random.nextDouble() / 2,
                        false,
                        true,
                        1),
                new EnumMap<>(Map.of(Fault.TRANSFER, 90.0, Fault.ISOLATE, 20.0, Fault.KILL, 5.0)),
                new Tuning(
                        usual.electionNanos,
                        usual.heartbeatNanos,
                        usual.lease,
                        usual.maxAppendBytes,
                        usual.maxInflight,
                        usual.cacheBytes,
                        usual.valueBytes,
                        usual.segmentBytes,
                        usual.sync,
                        usual.apply,
                        new NodeConfig.SnapshotPolicy(Streams.between(random, 1, 15), 100_000, 0, 0, 1),
                        new NodeConfig.TransferPolicy(
                                50, 50 * (int) Streams.between(random, 1, 3), repeat, 10 * repeat),
                        usual.requestTimeoutNanos),
                null,
                Schedule.PLAIN);
    }

    private static double clockSpread(SplittableRandom random) {
        return random.nextInt(3) == 0 ? 0 : DRIFT_PARTS_PER_MILLION / 2e6;
    }

    private static @Nullable Churn churn(SplittableRandom random) {
        return random.nextBoolean()
                ? null
                : new Churn(
                        1 + random.nextInt(3),
                        Streams.between(random, 50, 3_000) * MILLI,
                        random.nextBoolean(),
                        random.nextBoolean(),
                        false);
    }

    /** Returns whether nodes crash in the middle of their first writes, before their cluster is fully founded. */
    static boolean diesYoung(long seed) {
        return Math.floorMod(seed, DIES_YOUNG_ONE_OF) == 1;
    }

    /** Returns the number of nodes, members or not. */
    int nodes() {
        return voters + (churn == null ? 0 : churn.spares());
    }

    /**
     * Returns whether nodes can lose data that they have promised to keep. Then other nodes must have it, so that these
     * can catch up.
     */
    boolean knowsLosses() {
        return level == Level.WRITTEN || faultRates.containsKey(Fault.ROT) || churn != null && churn.losesDisks();
    }

    private static NetworkProfile network(SplittableRandom random) {
        boolean ordered = random.nextBoolean();
        return new NetworkProfile(
                Streams.between(random, 50, 5_000) * MICRO,
                random.nextInt(3) == 0 ? random.nextDouble() * 0.2 : random.nextInt(2) * 0.01,
                ordered || random.nextInt(2) == 0 ? 0 : random.nextDouble() * 0.2,
                ordered || random.nextInt(2) == 0 ? 0 : random.nextDouble() * 0.2,
                ordered,
                false,
                random.nextInt(3) == 0 ? 0 : random.nextDouble());
    }

    private static Map<Fault, Double> faults(SplittableRandom random, int voters, Level level) {
        Map<Fault, Double> rates = new EnumMap<>(Fault.class);
        if (random.nextInt(20) == 0) {
            return rates; // some runs have no faults at all
        }
        for (Fault fault : EnumSet.range(Fault.KILL, Fault.ROT)) {
            boolean needsPeers = fault.ordinal() >= Fault.ISOLATE.ordinal() && fault.ordinal() <= Fault.CLOG.ordinal()
                    || fault == Fault.DEPOSE
                    || fault == Fault.BEHEAD
                    || fault == Fault.ROT;
            int strength = random.nextInt(3);
            if (strength > 0 && (voters > 1 || !needsPeers || fault == Fault.ROT)) {
                rates.put(fault, strength == 1 ? 2.0 : 10.0);
            }
        }
        return rates;
    }

    private static Tuning tuning(SplittableRandom random) {
        long election = Streams.between(random, 100, 400) * MILLI;
        long sync = Streams.between(random, 2, 200) * MILLI;
        return new Tuning(
                election,
                election / Streams.between(random, 3, 8),
                random.nextInt(3) > 0,
                (int) Streams.between(random, 1, 4_000),
                (int) Streams.between(random, 1, 8),
                random.nextInt(3) * 1_000L,
                (int) Streams.between(random, 0, 300),
                (int) Streams.between(random, 4, 16) * 1024,
                new NodeConfig.SyncPolicy((int) Streams.between(random, 1, 40), sync),
                new NodeConfig.ApplyPolicy(
                        (int) Streams.between(random, 1, 40),
                        (int) Streams.between(random, 1, 4_000),
                        Streams.between(random, 50, 300) * MILLI),
                snapshots(random),
                transfer(random),
                Streams.between(random, 500, 4_000) * MILLI);
    }

    private static NodeConfig.SnapshotPolicy snapshots(SplittableRandom random) {
        if (random.nextInt(5) == 0) {
            return NodeConfig.SnapshotPolicy.onRequest();
        }
        return new NodeConfig.SnapshotPolicy(
                Streams.between(random, 1, 300),
                Streams.between(random, 100, 100_000),
                random.nextInt(2) * Streams.between(random, 1, 2_000) * MILLI,
                random.nextInt(2) * Streams.between(random, 0, 100),
                1 + random.nextInt(2));
    }

    private static NodeConfig.TransferPolicy transfer(SplittableRandom random) {
        int piece = (int) Streams.between(random, 50, 3_000);
        long repeat = Streams.between(random, 20, 400) * MILLI;
        return new NodeConfig.TransferPolicy(
                piece, piece * (int) Streams.between(random, 1, 8), repeat, repeat * Streams.between(random, 3, 10));
    }

    /**
     * Returns the minimum true time for which a voter that heard a leader elects no other one, if clocks keep their
     * bounds. Where leaders request no promise, each voter makes its own, of any length that a node may have.
     *
     * @param electionNanos the minimum election timeout of that leader
     */
    long promiseNanos(long electionNanos) {
        long asked = tuning.lease ? electionNanos : tuning.electionNanos;
        return schedule.wildClocks() ? 0 : (long) (asked / (1 + clockSpread)) - schedule.grainNanos() - MICRO;
    }

    /**
     * Returns the largest true duration of a leader lease, computed independently of the code under test.
     *
     * @param electionNanos the minimum election timeout of that leader
     */
    long leaseNanos(long electionNanos) {
        double drift = DRIFT_PARTS_PER_MILLION / 1e6;
        double lease = electionNanos * (1 - drift) / (1 + drift);
        return (long) (lease / (1 - clockSpread)) + schedule.grainNanos() + MICRO;
    }

    /** Returns the minimum election timeout of one process; it differs at each start if timeouts are mixed. */
    private long electionNanos(long seed) {
        return schedule.mixedTimeouts()
                ? Streams.between(new SplittableRandom(seed ^ 0x71ED0075L), 2, 6) * tuning.electionNanos / 2
                : tuning.electionNanos;
    }

    /** Returns the settings of one process. */
    NodeConfig nodeConfig(int node, long seed) {
        long electionNanos = electionNanos(seed);
        CoreConfig core = new CoreConfig(
                node,
                electionNanos,
                2 * electionNanos,
                tuning.heartbeatNanos,
                tuning.lease ? CoreConfig.safeLeaseNanos(electionNanos, DRIFT_PARTS_PER_MILLION) : 0,
                DRIFT_PARTS_PER_MILLION,
                tuning.maxAppendBytes,
                tuning.maxInflight,
                tuning.cacheBytes,
                level,
                seed);
        return NodeConfig.of(core.withPromotion(churn != null && churn.autoPromote()))
                .withRequestTimeoutNanos(tuning.requestTimeoutNanos)
                .withSync(tuning.sync)
                .withApply(tuning.apply)
                .withSnapshots(tuning.snapshots)
                .withTransfer(tuning.transfer)
                .withScrub(new NodeConfig.ScrubPolicy(256 << 10, 2 * SECOND))
                .withCheck(new NodeConfig.CheckPolicy(SECOND, SECOND / 2));
    }
}
