package io.dengine.server.metrics;

import java.util.List;

/**
 * A metric of the catalogue.
 *
 * @param name the name in Prometheus
 * @param kind counter, gauge or histogram
 * @param labels the names of its labels besides {@code node_id}
 * @param help one sentence
 */
public record MetricSpec(String name, Kind kind, List<String> labels, String help) {
    /** The kind of a metric. */
    public enum Kind {
        /** A number that only increases. */
        COUNTER,
        /** A number that goes up and down. */
        GAUGE,
        /** Counts of events by size. */
        HISTOGRAM
    }

    public MetricSpec {
        labels = List.copyOf(labels);
    }
}
