package io.dengine.bench.compare;

import io.dengine.bench.cluster.MeasuredLoad;

/**
 * The results of one measurement.
 *
 * @param opsPerSecond the rate of successful calls
 * @param p50Micros the median of their durations
 * @param p99Micros the 99th percentile of their durations
 * @param failures the number of failed calls
 * @param serverCpuSeconds the processor time of all servers during the measurement
 * @param serverCpuMicrosPerCall the same per call
 * @param serverPeakMegabytes the sum of the servers' peak resident memory, in MiB
 * @param clientCpuMicrosPerCall the processor time of this program per call
 */
record Figures(
        double opsPerSecond,
        double p50Micros,
        double p99Micros,
        long failures,
        double serverCpuSeconds,
        double serverCpuMicrosPerCall,
        double serverPeakMegabytes,
        double clientCpuMicrosPerCall) {
    static Figures of(MeasuredLoad load) {
        return new Figures(
                load.callsPerSecond(),
                load.micros(50),
                load.micros(99),
                load.failures(),
                load.nodesCpuSeconds(),
                load.nodesCpuMicrosPerCall(),
                load.peakMegabytes().stream().mapToDouble(Double::doubleValue).sum(),
                load.clientCpuMicrosPerCall());
    }
}
