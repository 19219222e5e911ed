/**
 * Metrics and traces of client requests, for applications that use Micrometer.
 *
 * <pre>
 *   client --begun, succeeded, failed--> ClientMeters --> MeterRegistry          timers, counters
 *                                   '--> ClientSpans  --> ObservationRegistry    spans, or whatever its handlers create
 * </pre>
 *
 * <p>Invariants: each request is counted once, when it ends. Names and tags come from small fixed sets, independent of
 * the data.
 */
@NullMarked
package io.dengine.micrometer;

import org.jspecify.annotations.NullMarked;
