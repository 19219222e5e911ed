package io.dengine.bench.cluster;

import com.sun.management.OperatingSystemMXBean;
import io.dengine.bench.BenchException;
import io.dengine.bench.Curve;
import io.dengine.bench.LoadPlan;
import io.dengine.bench.LoadRun;
import io.dengine.bench.Measurements;
import io.dengine.bench.Traffic;
import io.dengine.bench.Workload;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * A load on a cluster and its cost.
 *
 * @param run the calls
 * @param nodesCpuSeconds the processor time of all nodes during the load
 * @param clientCpuSeconds the processor time of this program during the load
 * @param peakMegabytes the peak resident memory of each node, in MiB
 * @param firstFailure the reason of the first failed call, or an empty text
 */
public record MeasuredLoad(
        Measurements run,
        double nodesCpuSeconds,
        double clientCpuSeconds,
        List<Double> peakMegabytes,
        String firstFailure) {
    private static final int FILLS = 10;
    private static final OperatingSystemMXBean SELF =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    public MeasuredLoad {
        peakMegabytes = List.copyOf(peakMegabytes);
    }

    /** Opens connections, and measures the load on them. */
    public static MeasuredLoad of(Cluster cluster, Workload workload, int connections, LoadPlan plan)
            throws IOException, BenchException {
        try (Traffic traffic = cluster.open(workload, connections)) {
            return of(cluster, workload, traffic, plan);
        }
    }

    /** Measures the load on open connections. */
    public static MeasuredLoad of(Cluster cluster, Workload workload, Traffic traffic, LoadPlan plan)
            throws IOException, BenchException {
        List<Long> pids = cluster.pids();
        FirstLine failures = new FirstLine();
        Usage.forgetPeaks(pids);
        double nodesBefore = Usage.cpuSeconds(pids);
        long selfBefore = SELF.getProcessCpuTime();
        Measurements run = new LoadRun(plan, workload, traffic, Curve.none(), failures.stream()).measure();
        double nodes = Usage.cpuSeconds(pids) - nodesBefore;
        double self = (SELF.getProcessCpuTime() - selfBefore) / 1e9;
        List<Double> peaks = new ArrayList<>();
        for (long pid : pids) {
            peaks.add(Usage.peakMegabytes(pid));
        }
        return new MeasuredLoad(run, nodes, self, peaks, failures.text());
    }

    /**
     * Makes all calls of the plan, and again if some have failed, for example because the leader has changed.
     *
     * @param plan a number of calls, not a duration
     */
    public static MeasuredLoad fill(Cluster cluster, Workload workload, int connections, LoadPlan plan)
            throws IOException, BenchException {
        MeasuredLoad last = of(cluster, workload, connections, plan);
        for (int i = 1; i < FILLS && last.failures() > 0; i++) {
            last = of(cluster, workload, connections, plan);
        }
        if (last.failures() > 0) {
            throw new BenchException("the keys for the reads could not be written: " + last.firstFailure());
        }
        return last;
    }

    /** Returns the number of failed calls. */
    public long failures() {
        return run.failures();
    }

    /** Returns the rate of successful calls. */
    public double callsPerSecond() {
        return run.micros().getTotalCount() * 1e9 / Math.max(1, run.nanos());
    }

    /** Returns a percentile of the durations of successful calls, in microseconds. */
    public double micros(double percentile) {
        return run.micros().getValueAtPercentile(percentile);
    }

    /** Returns the processor time of all nodes for each successful call, in microseconds. */
    public double nodesCpuMicrosPerCall() {
        return nodesCpuSeconds * 1e6 / calls();
    }

    /** Returns the processor time of this program for each successful call, in microseconds. */
    public double clientCpuMicrosPerCall() {
        return clientCpuSeconds * 1e6 / calls();
    }

    /** Returns the number of successful calls, at least 1. */
    public long calls() {
        return Math.max(1, run.micros().getTotalCount());
    }
}
