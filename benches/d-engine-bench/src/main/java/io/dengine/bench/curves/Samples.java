package io.dengine.bench.curves;

import io.dengine.bench.report.Spread;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All figures of all rounds. */
final class Samples {
    private final List<Sample> samples = new ArrayList<>();

    /**
     * The figures of one operation at one point in one round.
     *
     * @param axis the name of the curve
     * @param row the figures
     */
    record Sample(int round, String axis, Point point, PointRun.Row row) {}

    void add(Sample sample) {
        samples.add(sample);
    }

    /** Returns the curves that have figures, in the given order. */
    List<Axis> measured(List<Axis> axes) {
        return axes.stream()
                .filter(axis ->
                        samples.stream().anyMatch(sample -> sample.axis().equals(axis.name())))
                .toList();
    }

    /** Returns the operations of a curve, in the order of their first measurement. */
    Set<String> operations(Axis axis) {
        Set<String> operations = new LinkedHashSet<>();
        for (Sample sample : samples) {
            if (sample.axis().equals(axis.name())) {
                operations.add(sample.row().operation());
            }
        }
        return operations;
    }

    private List<PointRun.Row> of(Axis axis, Point point, String operation) {
        return samples.stream()
                .filter(sample -> sample.axis().equals(axis.name())
                        && sample.point().equals(point)
                        && sample.row().operation().equals(operation))
                .map(Sample::row)
                .toList();
    }

    /** Returns a figure over all rounds, or empty if it was not measured. */
    Optional<Spread> spread(Axis axis, Point point, String operation, Figure figure) {
        double[] figures = of(axis, point, operation).stream()
                .map(row -> row.figures().get(figure))
                .filter(value -> value != null)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return figures.length == 0 ? Optional.empty() : Optional.of(Spread.of(figures));
    }

    /** Returns whether an operation has a figure at any point. */
    boolean has(Axis axis, String operation, Figure figure) {
        return axis.points().stream()
                .anyMatch(point -> spread(axis, point, operation, figure).isPresent());
    }

    /** Returns the number of failed calls over all rounds. */
    long failures(Axis axis, Point point, String operation) {
        return of(axis, point, operation).stream()
                .mapToLong(PointRun.Row::failures)
                .sum();
    }

    /** Returns all figures as comma-separated values; a figure that an operation does not have is empty. */
    String csv() {
        StringBuilder text = new StringBuilder("round,curve,x,point,operation,failures");
        for (Figure figure : Figure.values()) {
            text.append(',').append(figure.column());
        }
        text.append('\n');
        for (Sample sample : samples) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%.0f,\"%s\",\"%s\",%d",
                    sample.round(),
                    sample.axis(),
                    sample.point().x(),
                    sample.point().label(),
                    sample.row().operation(),
                    sample.row().failures()));
            Map<Figure, Double> figures = sample.row().figures();
            for (Figure figure : Figure.values()) {
                Double value = figures.get(figure);
                text.append(value == null ? "," : String.format(Locale.ROOT, ",%.3f", value));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
