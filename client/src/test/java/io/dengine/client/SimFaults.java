package io.dengine.client;

import java.util.SplittableRandom;

/**
 * How often things fail, as probabilities: of each call, or of each moment.
 *
 * @param historyRevisions what the store keeps to watch from
 * @param maxWatches what a node serves at once
 * @param beginnings of another incarnation
 */
record SimFaults(
        double refusesAtOnce,
        double lostCalls,
        double refuses,
        double lostAnswers,
        double lateEffects,
        double delays,
        double sessionEnds,
        double watchEnds,
        double watchRefuses,
        double compactions,
        int historyRevisions,
        int maxWatches,
        double beginnings) {
    static final SimFaults NONE = new SimFaults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10_000, 10_000, 0);

    /** Some of them, more or less often. */
    static SimFaults random(SplittableRandom random) {
        return new SimFaults(
                rate(random, 0.2),
                rate(random, 0.3),
                rate(random, 0.3),
                rate(random, 0.3),
                rate(random, 0.2),
                rate(random, 0.2),
                rate(random, 0.02),
                rate(random, 0.01),
                rate(random, 0.3),
                random.nextInt(4) == 0 ? 0.001 : 0,
                random.nextInt(4) == 0 ? 30 : 10_000,
                random.nextInt(4) == 0 ? 6 : 1_000,
                random.nextInt(4) == 0 ? 0.0005 : 0);
    }

    private static double rate(SplittableRandom random, double most) {
        return random.nextBoolean() ? 0 : random.nextDouble(most);
    }
}
