package io.dengine.bench;

import org.HdrHistogram.Histogram;

/**
 * The results of a run.
 *
 * @param nanos the time from the first call to the end of the last
 * @param micros the durations of successful calls, in microseconds
 * @param failures the number of failed calls
 */
public record Measurements(long nanos, Histogram micros, long failures) {}
