package io.dengine.bench;

import org.HdrHistogram.Histogram;

/**
 * The results of a run.
 *
 * @param nanos the time from the first call to the end of the last
 * @param micros the times of the calls that succeeded, in microseconds
 * @param failures the number of calls that failed
 */
public record Measurements(long nanos, Histogram micros, long failures) {}
