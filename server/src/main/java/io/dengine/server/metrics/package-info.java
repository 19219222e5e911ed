/**
 * Numbers about a node, in the text format of Prometheus.
 *
 * <pre>
 *   stages --> NodeMeter --> Counter, Histogram --.
 *   NodeStatus, JVM --> gauges, read on demand ---+--> MetricsRegistry --> MetricsServer (/metrics)
 *                                                 |
 *                  MetricCatalogue (names) -------'
 * </pre>
 *
 * <p>Invariants: a name exists because the catalogue lists it, and the reference page is made from the catalogue.
 * Recording an event allocates nothing and takes no lock. Gauges are read when somebody asks, by the thread that asks;
 * a slow reader of {@code /metrics} costs the node nothing.
 */
@NullMarked
package io.dengine.server.metrics;

import org.jspecify.annotations.NullMarked;
