package io.dengine.bench.curves;

import io.dengine.bench.cluster.MeasuredLoad;
import java.util.EnumMap;
import java.util.Map;

/** A measured quantity. */
enum Figure {
    CALLS("calls_per_second", "calls/s", "%,.0f", true),
    MEGABYTES("mb_per_second", "MB/s", "%,.1f", false),
    EVENTS("events_per_second", "events/s", "%,.0f", true),
    P50("p50_us", "p50 µs", "%,.0f", false),
    P99("p99_us", "p99 µs", "%,.0f", true),
    P999("p999_us", "p99.9 µs", "%,.0f", false),
    /** The processor time of all nodes for each call. */
    CPU("nodes_cpu_us_per_call", "nodes' CPU µs/call", "%,.1f", true),
    CLIENT_CPU("client_cpu_us_per_call", "client µs/call", "%,.1f", false),
    /** The peak of the node that has the highest one. */
    PEAK("largest_peak_mib", "peak MiB", "%,.0f", true),
    /** The memory of the largest node after the loads. */
    RESIDENT("resident_mib", "resident MiB", "%,.0f", true),
    /** The files of a follower after the loads. */
    DISK("disk_mib", "disk MiB", "%,.0f", true),
    /** The time from the start of a follower's process until it serves, with the log that the loads have left. */
    RESTART("restart_s", "restart s", "%.2f", true),
    /** The same right after it has taken a snapshot. */
    SNAPSHOT_RESTART("snapshot_restart_s", "restart from a snapshot s", "%.2f", true);

    private final String column;
    private final String title;
    private final String format;
    private final boolean spreadShown;

    Figure(String column, String title, String format, boolean spreadShown) {
        this.column = column;
        this.title = title;
        this.format = format;
        this.spreadShown = spreadShown;
    }

    /** Returns the name in the file of all figures. */
    String column() {
        return column;
    }

    /** Returns the name in tables and charts. */
    String title() {
        return title;
    }

    /** Returns the format of the figure in tables. */
    String format() {
        return format;
    }

    /** Returns whether tables show the smallest and largest figure beside the median. */
    boolean isSpreadShown() {
        return spreadShown;
    }

    /** Returns what every load has. */
    static Map<Figure, Double> of(MeasuredLoad load, int valueSize) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(CALLS, load.callsPerSecond());
        figures.put(MEGABYTES, load.callsPerSecond() * valueSize / 1e6);
        figures.put(P50, load.micros(50));
        figures.put(P99, load.micros(99));
        figures.put(P999, load.micros(99.9));
        figures.put(CPU, load.nodesCpuMicrosPerCall());
        figures.put(CLIENT_CPU, load.clientCpuMicrosPerCall());
        figures.put(
                PEAK,
                load.peakMegabytes().stream()
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0));
        return figures;
    }
}
