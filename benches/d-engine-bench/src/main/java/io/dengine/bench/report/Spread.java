package io.dengine.bench.report;

import java.util.Arrays;
import java.util.Locale;

/** The median, minimum and maximum of a figure over the rounds. */
public record Spread(double median, double min, double max) {
    /** @param figures the figures, at least one */
    public static Spread of(double... figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Returns all three as "median (min..max)", each in this format. */
    public String text(String format) {
        return String.format(Locale.ROOT, "%s (%s..%s)", medianText(format), text(format, min), text(format, max));
    }

    /** Returns the median in this format. */
    public String medianText(String format) {
        return text(format, median);
    }

    private static String text(String format, double figure) {
        return String.format(Locale.ROOT, format, figure);
    }
}
