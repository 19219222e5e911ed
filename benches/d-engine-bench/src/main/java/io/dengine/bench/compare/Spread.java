package io.dengine.bench.compare;

import java.util.Arrays;

/** The median, minimum and maximum of a figure over the rounds. */
record Spread(double median, double min, double max) {
    /** @param figures the figures, at least one */
    static Spread of(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
