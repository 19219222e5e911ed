package io.dengine.bench.compare;

/**
 * The results of one measurement.
 *
 * @param opsPerSecond the rate of calls that succeeded
 * @param p50Micros the median of their times
 * @param p99Micros the 99th percentile of their times
 * @param failures the number of calls that did not succeed
 * @param serverCpuSeconds the processor time of all servers in the measurement
 * @param serverCpuMicrosPerCall the same for each call
 * @param serverPeakMegabytes the largest resident memory of the servers, added up, in MiB
 * @param clientCpuMicrosPerCall the processor time of this program for each call
 */
record Figures(
        double opsPerSecond,
        double p50Micros,
        double p99Micros,
        long failures,
        double serverCpuSeconds,
        double serverCpuMicrosPerCall,
        double serverPeakMegabytes,
        double clientCpuMicrosPerCall) {}
