package io.dengine.bench;

import org.HdrHistogram.Histogram;

/**
 * What a run has found out.
 *
 * @param nanos from the first call to the end of the last
 * @param micros the times of the calls that succeeded, in microseconds
 * @param failures calls that did not
 */
public record Measurements(long nanos, Histogram micros, long failures) {}
