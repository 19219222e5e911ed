package io.dengine.bench.curves;

import io.dengine.bench.cluster.NodeFiles;
import io.dengine.bench.report.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the measurement of curves. */
@Command(
        name = "curves",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures on this machine how speed, latency, memory and restarts depend on scale.")
final class CurvesCommand implements Callable<Integer> {
    @Option(
            names = "--quick",
            description = "Run one round of short measurements, to check that all works. Do not use the figures.")
    boolean quick;

    @Option(names = "--large", description = "Add the points that need much memory, such as 10 million keys.")
    boolean large;

    @Option(names = "--rounds", description = "Measurements of each point (default: 3, quick 1).")
    int rounds;

    @Option(
            names = "--curve",
            split = ",",
            paramLabel = "NAME",
            description = "Measure only these curves: value-size, keys, clients, nodes, watchers, history.")
    List<String> only = List.of();

    @Option(names = "--launcher", required = true, paramLabel = "FILE", description = "The program of a node.")
    Path launcher = Path.of("");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The directory for the nodes' data, which is removed; must be on a disk, not in memory.")
    Path data = Path.of("");

    @Option(names = "--report", paramLabel = "DIR", description = "Write a report with plots to this directory.")
    @Nullable
    Path report;

    @Option(names = "--version-of", paramLabel = "TEXT", description = "A version for the report, such as the commit.")
    List<String> versions = List.of();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Settings settings = quick ? Settings.quick(large) : Settings.full(large);
        if (rounds > 0) {
            settings = settings.withRounds(rounds);
        }
        List<Axis> axes = wanted(Axes.all(settings));
        // An interrupted run may have left its nodes' files.
        NodeFiles.remove(data);
        Files.createDirectories(data);
        try {
            List<String> facts = new ArrayList<>(Machine.facts(data));
            facts.addAll(versions);
            facts.add(settings.describe());
            facts.add(
                    "Nodes: native protocol, `MemFirst`: a write is acknowledged when a majority has written it to the"
                            + " operating system; everything else as by default, with election timeouts of 1 to 2 s");
            facts.forEach(out::println);
            Rounds run = new Rounds(settings, launcher.toAbsolutePath(), data.toAbsolutePath(), err);
            Samples samples = run.run(axes);
            List<Axis> measured = samples.measured(axes);
            new CurveTables(samples).print(measured, out);
            Path into = report;
            if (into != null) {
                CurveReport.Head head = new CurveReport.Head(command(), facts, run.problems());
                new CurveReport(samples, measured).write(into, head);
                out.println();
                out.println("The report was written to " + into);
            }
            run.problems().forEach(err::println);
            return run.problems().isEmpty() ? 0 : 1;
        } finally {
            NodeFiles.remove(data);
        }
    }

    private List<Axis> wanted(List<Axis> axes) {
        List<String> names = axes.stream().map(Axis::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "--curve must be one of " + String.join(", ", names) + ", not " + name);
            }
        }
        return axes.stream()
                .filter(axis -> only.isEmpty() || only.contains(axis.name()))
                .toList();
    }

    private String command() {
        List<String> options = new ArrayList<>();
        if (large) {
            options.add("--large");
        }
        if (rounds > 0) {
            options.add("--rounds " + rounds);
        }
        if (!only.isEmpty()) {
            options.add("--curve " + String.join(",", only));
        }
        String target = quick ? "make curves-quick" : "make curves";
        return options.isEmpty() ? target : target + " ARGS=\"" + String.join(" ", options) + "\"";
    }
}
