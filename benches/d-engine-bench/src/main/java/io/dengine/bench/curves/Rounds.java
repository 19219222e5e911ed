package io.dengine.bench.curves;

import io.dengine.api.EngineException;
import io.dengine.bench.BenchException;
import io.dengine.bench.cluster.NodeFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the rounds, one cluster at a time, so that no other cluster uses the machine. */
final class Rounds {
    private final Settings settings;
    private final Path launcher;
    private final Path data;
    private final PrintStream progress;
    private final Samples samples = new Samples();
    private final List<String> problems = new ArrayList<>();

    /**
     * @param launcher the program of a node
     * @param data a directory that only this program uses: its contents are removed
     */
    Rounds(Settings settings, Path launcher, Path data, PrintStream progress) {
        this.settings = settings;
        this.launcher = launcher;
        this.data = data;
        this.progress = progress;
    }

    /** Measures every point of these curves once in each round. A point that cannot be measured is a problem. */
    Samples run(List<Axis> axes) throws IOException {
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Axis axis : axes) {
                for (Point point : axis.pointsOf(round)) {
                    measure(round, axis, point);
                }
            }
        }
        return samples;
    }

    /** Returns the points that could not be measured, and those whose figures are doubtful. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    private void measure(int round, Axis axis, Point point) throws IOException {
        String where = axis.name() + " " + point.label();
        progress.println("round " + round + " of " + settings.rounds() + ": " + where + " ...");
        Path directory = data.resolve(round + "-" + where.replaceAll("[^A-Za-z0-9]+", "-"));
        NodeFiles.remove(directory);
        Files.createDirectories(directory);
        try {
            List<PointRun.Row> rows = PointRun.measure(
                    settings,
                    axis,
                    point,
                    new PointRun.Place(launcher, directory),
                    problem -> note(round, where, problem));
            rows.forEach(row -> samples.add(new Samples.Sample(round, axis.name(), point, row)));
        } catch (IOException | BenchException | EngineException e) {
            note(round, where, "not measured: " + e.getMessage());
        } finally {
            NodeFiles.remove(directory);
        }
    }

    private void note(int round, String where, String problem) {
        progress.println("  " + problem);
        problems.add("round " + round + ", " + where + ": " + problem);
    }
}
