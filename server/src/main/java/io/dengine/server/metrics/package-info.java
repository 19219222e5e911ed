/**
 * The metrics of a node, in the text format of Prometheus.
 *
 * <pre>
 *   stages --> NodeMeter --> Counter, Histogram --.
 *   NodeStatus, JVM --> gauges, read on demand ---+--> MetricsRegistry --> MetricsServer (/metrics)
 *                                                 |
 *                  MetricCatalogue (names) -------'
 * </pre>
 *
 * <p>Invariants: every metric name is in the catalogue, and the reference page is generated from the catalogue.
 * Recording an event allocates nothing and takes no lock. Gauges are read on demand, by the thread that serves the
 * request; a slow reader of {@code /metrics} does not slow down the node.
 */
@NullMarked
package io.dengine.server.metrics;

import org.jspecify.annotations.NullMarked;
