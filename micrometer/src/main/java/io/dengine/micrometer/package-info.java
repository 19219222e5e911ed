/**
 * What clients do, for applications that have Micrometer.
 *
 * <pre>
 *   client --begun, succeeded, failed--> ClientMeters --> MeterRegistry          timers, counters
 *                                   '--> ClientSpans  --> ObservationRegistry    spans, or whatever its handlers make
 * </pre>
 *
 * <p>Invariants: each request is counted once, when it ends. Names and tags come from small sets, whatever is asked.
 */
@NullMarked
package io.dengine.micrometer;

import org.jspecify.annotations.NullMarked;
