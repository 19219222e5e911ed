package io.dengine.bench;

import java.io.PrintStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Prints the block of figures that other tools parse: label, tab, figure. */
final class Report {
    private Report() {}

    static void print(Measurements measurements, PrintStream out) {
        Histogram micros = measurements.micros();
        double seconds = measurements.nanos() / 1e9;
        long calls = micros.getTotalCount();
        out.println("Summary:");
        line(out, "Total time:\t%.2f s", seconds);
        line(out, " Requests:\t%d", calls);
        line(out, "Throughput:\t%.2f ops/sec", seconds > 0 ? calls / seconds : 0.0);
        out.println();
        out.println("Latency distribution (μs):");
        line(out, " Avg\t%.2f", calls > 0 ? micros.getMean() : 0.0);
        line(out, " Min\t%.2f", calls > 0 ? (double) micros.getMinValue() : 0.0);
        line(out, " Max\t%.2f", (double) micros.getMaxValue());
        line(out, " p50\t%.2f", (double) micros.getValueAtPercentile(50));
        line(out, " p90\t%.2f", (double) micros.getValueAtPercentile(90));
        line(out, " p99\t%.2f", (double) micros.getValueAtPercentile(99));
        line(out, " p99.9\t%.2f", (double) micros.getValueAtPercentile(99.9));
    }

    private static void line(PrintStream out, String format, Object figure) {
        out.println(String.format(Locale.ROOT, format, figure));
    }
}
