package io.dengine.simulator.run;

import io.dengine.simulator.run.Swarm.Fault;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The disturbances of time and order in a run beyond the usual delays: of clocks, links and priorities. They use a
 * separate source of randomness, so that runs without them stay the same.
 *
 * @param wildClocks true if clocks may be wrong by more than the configured drift; then only properties that need no
 *     clock are promised
 * @param grainNanos the time for which monotonic clocks stand still between two steps; 1 for continuous clocks
 * @param holdRate the share of messages that are held back over several terms, where links keep no order
 * @param holdNanos the mean time for which they are held
 * @param changes the number of changes of priority per second, or 0 for no priorities
 * @param mixedTimeouts true if each start of a node draws its own election timeout
 * @param faultRates as in the swarm
 */
record Schedule(
        boolean wildClocks,
        long grainNanos,
        double holdRate,
        long holdNanos,
        double changes,
        boolean mixedTimeouts,
        Map<Fault, Double> faultRates) {
    /** The faults of the swarm that belong to a schedule. */
    private static final Fault[] FAULTS = {
        Fault.SUSPEND, Fault.CLOCK_STANDS, Fault.WALL_RATE, Fault.SLOW_LINK, Fault.DISK_FULL, Fault.OLD_COPY
    };

    private static final int LATE_ANSWERS_ONE_OF = 5;

    /** The faults of runs in which answers and events come long after what they are about. */
    private static final Map<Fault, Double> LATE_ANSWERS =
            Map.of(Fault.RESTART_FORWARDER, 30.0, Fault.LATE_WATCHES, 30.0);

    /** A schedule without disturbances. */
    static final Schedule PLAIN = new Schedule(false, 1, 0, 0, 0, false, Map.of());

    static Schedule of(long seed, int voters, long electionNanos) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x5C4ED01E5C4ED01EL);
        if (voters > 1 && Math.floorMod(seed, LATE_ANSWERS_ONE_OF) == 3) {
            return new Schedule(false, 1, 0, 0, 0, false, new EnumMap<>(LATE_ANSWERS));
        }
        if (random.nextInt(3) == 0) {
            return PLAIN;
        }
        boolean wild = random.nextInt(6) == 0;
        Map<Fault, Double> rates = new EnumMap<>(Fault.class);
        for (Fault fault : FAULTS) {
            int strength = random.nextInt(3);
            if (strength > 0 && (voters > 1 || fault != Fault.SLOW_LINK)) {
                rates.put(fault, strength == 1 ? 3.0 : 15.0);
            }
        }
        if (wild) {
            rates.put(Fault.CLOCK_STEP, 15.0);
        } else if (rates.containsKey(Fault.SUSPEND) || rates.containsKey(Fault.CLOCK_STANDS)) {
            rates.remove(Fault.WALL_RATE); // only the wall clock shows that a monotonic clock stood still
        }
        return new Schedule(
                wild,
                random.nextInt(3) == 0 ? electionNanos / 400 : 1,
                random.nextInt(3) == 0 ? random.nextDouble() * 0.1 : 0,
                Streams.between(random, 1, 6) * electionNanos,
                random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 0,
                random.nextInt(3) == 0,
                rates);
    }
}
