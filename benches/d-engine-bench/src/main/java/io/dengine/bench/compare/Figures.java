package io.dengine.bench.compare;

/**
 * What one measurement has found.
 *
 * @param opsPerSecond calls that succeeded
 * @param p50Micros the median of their times
 * @param p99Micros all but one in a hundred took no longer
 * @param failures calls that did not succeed
 * @param serverCpuSeconds processor time of all servers in the measurement
 * @param serverCpuMicrosPerCall the same for each call
 * @param serverPeakMegabytes the largest resident memory of the servers, added up, in MiB
 * @param clientCpuMicrosPerCall processor time of this program for each call
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
