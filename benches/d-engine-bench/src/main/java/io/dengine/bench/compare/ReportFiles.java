package io.dengine.bench.compare;

import io.dengine.bench.report.BarChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The report: a page with plots, tables and the command that repeats the measurement, and a CSV file with every figure.
 * The report names no host, user or directory of this machine.
 */
final class ReportFiles {
    private final Results results;
    private final List<Side> sides;
    private final int clients;

    /**
     * The head of the page.
     *
     * @param machine facts about the machine
     * @param versions the versions of the measured systems
     * @param settings the durations and amounts of the run
     * @param missing the sides that were omitted, with the reasons
     * @param command the command line
     */
    record Head(List<String> machine, List<String> versions, String settings, List<String> missing, String command) {}

    /** @param clients the larger number of clients */
    ReportFiles(Results results, List<Side> sides, int clients) {
        this.results = results;
        this.sides = List.copyOf(sides);
        this.clients = clients;
    }

    void write(Path directory, Head head) throws IOException {
        Files.createDirectories(directory);
        Map<String, BarChart> charts = charts();
        for (Map.Entry<String, BarChart> chart : charts.entrySet()) {
            Files.writeString(
                    directory.resolve(chart.getKey() + ".svg"), chart.getValue().svg());
        }
        Files.writeString(directory.resolve("README.md"), page(head, List.copyOf(charts.keySet())));
        Files.writeString(directory.resolve("figures.csv"), figures());
    }

    private Map<String, BarChart> charts() {
        String many = String.format(Locale.ROOT, "%,d clients", clients);
        Predicate<Line> warmMany = line -> !line.cold() && line.clients() > 1;
        Predicate<Line> warmOne = line -> !line.cold() && line.clients() == 1;
        Map<String, BarChart> charts = new LinkedHashMap<>();
        charts.put("throughput", chart(many + ", warm nodes", "calls per second", warmMany, Figures::opsPerSecond));
        charts.put(
                "one-client",
                chart("One client, warm nodes: median time of a call", "microseconds", warmOne, Figures::p50Micros));
        charts.put(
                "cold",
                chart(many + ", first calls after the start", "calls per second", Line::cold, Figures::opsPerSecond));
        charts.put(
                "cpu",
                chart(
                        many + ", warm nodes: processor time of the three servers",
                        "microseconds per call",
                        warmMany,
                        Figures::serverCpuMicrosPerCall));
        charts.put(
                "memory",
                chart(
                        many + ", warm nodes: peak resident memory of the three servers",
                        "MiB, sum of the servers",
                        warmMany,
                        Figures::serverPeakMegabytes));
        return charts;
    }

    private BarChart chart(String title, String unit, Predicate<Line> wanted, ToDoubleFunction<Figures> figure) {
        List<BarChart.Group> groups = new ArrayList<>();
        for (Line line : results.lines().stream().filter(wanted).toList()) {
            List<BarChart.Bar> bars = new ArrayList<>();
            for (int i = 0; i < sides.size(); i++) {
                int colour = i;
                String name = sides.get(i).name();
                results.spread(name, line, figure)
                        .ifPresent(spread -> bars.add(new BarChart.Bar(name, spread, colour)));
            }
            groups.add(new BarChart.Group(line.operation().title(), bars));
        }
        return new BarChart(title, unit, groups);
    }

    private String page(Head head, List<String> charts) {
        StringBuilder page = new StringBuilder("# d-engine beside the original and etcd\n\n")
                .append("Written by `" + head.command() + "` in benches/d-engine-bench, which repeats it.\n")
                .append("[README](../../README.md) explains the sides and columns, and why it is fair.\n\n")
                .append("## What was measured, and on what\n\n");
        head.machine().forEach(fact -> page.append("- " + fact + "\n"));
        head.versions().forEach(version -> page.append("- " + version + "\n"));
        page.append("- " + head.settings() + "\n");
        sides.forEach(side -> page.append("- " + side.name() + ": a write is acknowledged when " + side.durability()
                + "; configuration: " + side.launcher().configured() + "\n"));
        head.missing().forEach(reason -> page.append("- omitted: " + reason + "\n"));
        page.append("\n## Plots\n\nBars are medians of the rounds; thin lines show the smallest and largest.\n");
        charts.forEach(name -> page.append("\n![" + name + "](" + name + ".svg)\n"));
        page.append("\n## Tables\n\nEvery figure of every round is in [figures.csv](figures.csv).\n");
        ResultTable table = new ResultTable(results, sides);
        for (Line line : results.lines()) {
            page.append("\n### " + line.title() + "\n\n")
                    .append(table.table(line).markdown());
        }
        return page.toString();
    }

    private String figures() {
        StringBuilder text = new StringBuilder("round,side,operation,clients,cold,calls_per_second,p50_us,p99_us,"
                + "failures,servers_cpu_s,servers_cpu_us_per_call,servers_peak_mib,client_cpu_us_per_call\n");
        for (Results.Sample sample : results.samples()) {
            Figures figures = sample.figures();
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%s,%d,%b,%.1f,%.0f,%.0f,%d,%.2f,%.2f,%.1f,%.2f%n",
                    sample.round(),
                    sample.side(),
                    sample.line().operation().title(),
                    sample.line().clients(),
                    sample.line().cold(),
                    figures.opsPerSecond(),
                    figures.p50Micros(),
                    figures.p99Micros(),
                    figures.failures(),
                    figures.serverCpuSeconds(),
                    figures.serverCpuMicrosPerCall(),
                    figures.serverPeakMegabytes(),
                    figures.clientCpuMicrosPerCall()));
        }
        return text.toString();
    }
}
