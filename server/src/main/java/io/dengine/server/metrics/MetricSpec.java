package io.dengine.server.metrics;

import java.util.List;

/**
 * One line of the catalogue.
 *
 * @param name as Prometheus shows it
 * @param kind counter, gauge or histogram
 * @param labels the names of its labels besides {@code node_id}
 * @param help one sentence
 */
public record MetricSpec(String name, Kind kind, List<String> labels, String help) {
    /** What a metric does over time. */
    public enum Kind {
        /** Only grows. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts events by size. */
        HISTOGRAM
    }

    public MetricSpec {
        labels = List.copyOf(labels);
    }
}
