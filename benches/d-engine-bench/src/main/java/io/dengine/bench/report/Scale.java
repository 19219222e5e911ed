package io.dengine.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A vertical axis. It is linear from zero, unless the figures differ so much that the small ones would all look like
 * zero.
 *
 * @param logarithmic whether equal distances are equal ratios
 * @param ticks the marked figures, ascending; the first and the last are the ends of the axis
 */
record Scale(boolean logarithmic, List<Double> ticks) {
    private static final double LARGEST_LINEAR_RATIO = 30;
    private static final int MOST_STEPS = 5;

    Scale {
        ticks = List.copyOf(ticks);
    }

    /** Returns an axis for these figures, which are not negative. */
    static Scale of(double... figures) {
        double largest = Arrays.stream(figures).max().orElse(0);
        double least = Arrays.stream(figures).min().orElse(0);
        if (largest <= 0) {
            return new Scale(false, List.of(0.0, 1.0));
        }
        return least > 0 && largest / least > LARGEST_LINEAR_RATIO ? decades(least, largest) : linear(largest);
    }

    private static Scale decades(double least, double largest) {
        List<Double> ticks = new ArrayList<>();
        int last = (int) Math.ceil(Math.log10(largest));
        for (int power = (int) Math.floor(Math.log10(least)); power <= last; power++) {
            ticks.add(Math.pow(10, power));
        }
        return new Scale(true, ticks);
    }

    private static Scale linear(double largest) {
        double step = Math.pow(10, Math.floor(Math.log10(largest)));
        for (double part : new double[] {0.1, 0.2, 0.5}) {
            if (largest / (step * part) <= MOST_STEPS) {
                step *= part;
                break;
            }
        }
        step *= largest / step > MOST_STEPS ? 2 : 1;
        List<Double> ticks = new ArrayList<>();
        int steps = (int) Math.ceil(largest / step - 1e-9);
        for (int i = 0; i <= steps; i++) {
            ticks.add(i * step);
        }
        return new Scale(false, ticks);
    }

    /** Returns the place of a figure, 0 for the lower end and 1 for the upper one. */
    double part(double figure) {
        double low = ticks.get(0);
        double high = ticks.get(ticks.size() - 1);
        double part = logarithmic ? Math.log(figure / low) / Math.log(high / low) : (figure - low) / (high - low);
        return Math.max(0, Math.min(1, part));
    }
}
