package io.dengine.bench.compare;

import io.dengine.bench.BenchException;
import io.dengine.bench.KeySource;
import io.dengine.bench.LoadPlan;
import io.dengine.bench.Workload;
import io.dengine.bench.cluster.Cluster;
import io.dengine.bench.cluster.MeasuredLoad;
import io.dengine.bench.cluster.NodeFiles;
import io.dengine.bench.cluster.Operation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Runs the rounds, one cluster at a time, so that no other cluster uses the machine. */
final class Comparison {
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
        NodeFiles.remove(directory);
        Files.createDirectories(directory);
        try (Cluster cluster = side.launcher().start(directory)) {
            measure(round, side, cluster);
        } finally {
            NodeFiles.remove(directory);
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
            MeasuredLoad unused =
                    load(cluster, operation, LoadPlan.ofMillis(settings.clients(), settings.warmUpMillis(), keys));
        }
        for (int clients : List.of(1, settings.clients())) {
            for (Operation operation : side.operations()) {
                record(round, side, new Line(operation, clients, false), cluster, settings.measureMillis());
            }
        }
    }

    /** Writes all keys, so that every read finds its key. */
    private void writeAllKeys(Cluster cluster) throws IOException, BenchException {
        LoadPlan all = LoadPlan.ofCalls(settings.clients(), settings.keys(), keys);
        MeasuredLoad unused =
                MeasuredLoad.fill(cluster, Workload.put(settings.valueSize()), settings.connections(), all);
    }

    private void record(int round, Side side, Line line, Cluster cluster, long millis)
            throws IOException, BenchException {
        MeasuredLoad measured = load(cluster, line.operation(), LoadPlan.ofMillis(line.clients(), millis, keys));
        if (round > 0) {
            results.add(new Results.Sample(round, side.name(), line, Figures.of(measured)));
        }
        if (measured.failures() > 0) {
            progress.println("  " + line.title() + ": " + measured.failures() + " calls failed; the first: "
                    + measured.firstFailure());
        }
    }

    private MeasuredLoad load(Cluster cluster, Operation operation, LoadPlan plan) throws IOException, BenchException {
        int connections = plan.clients() == 1 ? 1 : settings.connections();
        return MeasuredLoad.of(cluster, operation.workload(settings.valueSize()), connections, plan);
    }
}
