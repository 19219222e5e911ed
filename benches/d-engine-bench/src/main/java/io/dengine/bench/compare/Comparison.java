package io.dengine.bench.compare;

import com.sun.management.OperatingSystemMXBean;
import io.dengine.bench.BenchException;
import io.dengine.bench.Curve;
import io.dengine.bench.KeySource;
import io.dengine.bench.LoadPlan;
import io.dengine.bench.LoadRun;
import io.dengine.bench.Measurements;
import io.dengine.bench.Traffic;
import io.dengine.bench.Workload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Runs the rounds, one cluster at a time, so that no other cluster uses the machine. */
final class Comparison {
    /** The number of threads that process gRPC calls: at most half of the processors, the same for all sides. */
    static final int IO_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static final int FILLS = 10;
    private static final OperatingSystemMXBean SELF =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Settings settings;
    private final List<Side> sides;
    private final Path data;
    private final PrintStream progress;
    private final Results results = new Results();
    private final KeySource keys;

    /** @param data a directory that only this program uses: its contents are removed */
    Comparison(Settings settings, List<Side> sides, Path data, PrintStream progress) {
        this.settings = settings;
        this.sides = sides;
        this.data = data;
        this.progress = progress;
        this.keys = new KeySource(Settings.KEY_SIZE, true, settings.keys());
    }

    /**
     * Runs the rounds. Every second round measures the sides in reverse order, so that no side always runs after the
     * same one.
     */
    Results run() throws IOException, BenchException {
        if (settings.rehearse()) {
            for (Side side : sides) {
                measure(0, side);
            }
        }
        for (int round = 1; round <= settings.rounds(); round++) {
            List<Side> order = new ArrayList<>(sides);
            if (round % 2 == 0) {
                Collections.reverse(order);
            }
            for (Side side : order) {
                measure(round, side);
            }
        }
        return results;
    }

    private void measure(int round, Side side) throws IOException, BenchException {
        progress.println((round == 0 ? "rehearsal" : "round " + round + " of " + settings.rounds()) + ": " + side.name()
                + " ...");
        Path directory = data.resolve(round + "-" + side.name().replaceAll("[^A-Za-z0-9]+", "-"));
        remove(directory);
        Files.createDirectories(directory);
        try (Cluster cluster = side.launcher().start(directory)) {
            measure(round, side, cluster);
        } finally {
            remove(directory);
        }
    }

    private void measure(int round, Side side, Cluster cluster) throws IOException, BenchException {
        for (Operation operation : side.operations()) {
            Line line = new Line(operation, settings.clients(), true);
            record(round, side, line, cluster, settings.coldMillis());
            if (operation == Operation.PUT) {
                writeAllKeys(cluster);
            }
        }
        for (Operation operation : side.operations()) {
            load(cluster, operation, LoadPlan.ofMillis(settings.clients(), settings.warmUpMillis(), keys));
        }
        for (int clients : List.of(1, settings.clients())) {
            for (Operation operation : side.operations()) {
                record(round, side, new Line(operation, clients, false), cluster, settings.measureMillis());
            }
        }
    }

    /** Writes all keys, so that every read finds its key. Retries failed writes, for example after a leader change. */
    private void writeAllKeys(Cluster cluster) throws IOException, BenchException {
        LoadPlan all = LoadPlan.ofCalls(settings.clients(), settings.keys(), keys);
        Measured last = load(cluster, Operation.PUT, all);
        for (int i = 1; i < FILLS && last.figures().failures() > 0; i++) {
            last = load(cluster, Operation.PUT, all);
        }
        if (last.figures().failures() > 0) {
            throw new BenchException("the keys for the reads could not be written: " + last.firstFailure());
        }
    }

    private void record(int round, Side side, Line line, Cluster cluster, long millis)
            throws IOException, BenchException {
        Usage.forgetPeak(cluster.pids());
        Measured measured = load(cluster, line.operation(), LoadPlan.ofMillis(line.clients(), millis, keys));
        if (round > 0) {
            results.add(new Results.Sample(round, side.name(), line, measured.figures()));
        }
        if (measured.figures().failures() > 0) {
            progress.println("  " + line.title() + ": " + measured.figures().failures() + " calls failed; the first: "
                    + measured.firstFailure());
        }
    }

    private record Measured(Figures figures, String firstFailure) {}

    private Measured load(Cluster cluster, Operation operation, LoadPlan plan) throws IOException, BenchException {
        Workload workload = operation.workload(settings.valueSize());
        int connections = plan.clients() == 1 ? 1 : settings.connections();
        FirstLine failures = new FirstLine();
        try (Traffic traffic = cluster.open(workload, connections)) {
            double serversBefore = Usage.cpuSeconds(cluster.pids());
            long selfBefore = SELF.getProcessCpuTime();
            Measurements run = new LoadRun(plan, workload, traffic, Curve.none(), failures.stream()).measure();
            double servers = Usage.cpuSeconds(cluster.pids()) - serversBefore;
            double self = (SELF.getProcessCpuTime() - selfBefore) / 1e9;
            long calls = Math.max(1, run.micros().getTotalCount());
            Figures figures = new Figures(
                    run.micros().getTotalCount() * 1e9 / Math.max(1, run.nanos()),
                    run.micros().getValueAtPercentile(50),
                    run.micros().getValueAtPercentile(99),
                    run.failures(),
                    servers,
                    servers * 1e6 / calls,
                    Usage.peakMegabytes(cluster.pids()),
                    self * 1e6 / calls);
            return new Measured(figures, failures.text());
        }
    }

    /** Keeps the first line that is printed to it. */
    private static final class FirstLine extends OutputStream {
        private final StringBuilder line = new StringBuilder();
        private boolean ended;

        @Override
        public synchronized void write(int b) {
            ended |= b == '\n';
            if (!ended) {
                line.append((char) b);
            }
        }

        PrintStream stream() {
            return new PrintStream(this, true, StandardCharsets.UTF_8);
        }

        synchronized String text() {
            return line.toString();
        }
    }

    static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
