package io.dengine.bench.compare;

import io.dengine.bench.report.Spread;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** All figures of all rounds. */
final class Results {
    private final List<Sample> samples = new ArrayList<>();

    /** One measurement. */
    record Sample(int round, String side, Line line, Figures figures) {}

    void add(Sample sample) {
        samples.add(sample);
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** Returns the measured lines, in the order of their first measurement. */
    Set<Line> lines() {
        Set<Line> lines = new LinkedHashSet<>();
        samples.forEach(sample -> lines.add(sample.line()));
        return lines;
    }

    private List<Sample> of(String side, Line line) {
        return samples.stream()
                .filter(sample -> sample.side().equals(side) && sample.line().equals(line))
                .toList();
    }

    /** Returns a figure of a side over all rounds, or empty if it was not measured. */
    Optional<Spread> spread(String side, Line line, ToDoubleFunction<Figures> figure) {
        double[] figures = of(side, line).stream()
                .mapToDouble(sample -> figure.applyAsDouble(sample.figures()))
                .toArray();
        return figures.length == 0 ? Optional.empty() : Optional.of(Spread.of(figures));
    }

    long failures(String side, Line line) {
        return of(side, line).stream()
                .mapToLong(sample -> sample.figures().failures())
                .sum();
    }

    /** Returns the throughput of a side divided by its peer's: a ratio for each round in which both were measured. */
    Optional<Spread> ratio(String side, String peer, Line line) {
        List<Double> ratios = new ArrayList<>();
        for (Sample ours : of(side, line)) {
            for (Sample theirs : of(peer, line)) {
                if (ours.round() == theirs.round() && theirs.figures().opsPerSecond() > 0) {
                    ratios.add(ours.figures().opsPerSecond() / theirs.figures().opsPerSecond());
                }
            }
        }
        return ratios.isEmpty()
                ? Optional.empty()
                : Optional.of(Spread.of(
                        ratios.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
