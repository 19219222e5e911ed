package io.dengine.bench.compare;

import io.dengine.bench.BenchException;
import io.dengine.bench.cluster.NodeFiles;
import io.dengine.bench.report.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the comparison. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures this engine, the original and etcd on this machine, in turns, and prints ratios.")
final class CompareCommand implements Callable<Integer> {
    @Option(
            names = "--quick",
            description = "Run two rounds of short measurements, to check that all works. Do not use the figures.")
    boolean quick;

    @Option(names = "--rounds", description = "Measurements of each side (default: 5, quick 2).")
    int rounds;

    @Option(names = "--clients", defaultValue = "0", description = "The larger number of clients (default: 1000).")
    int clients;

    @Option(
            names = "--conns",
            defaultValue = "0",
            description = "Connections shared by these clients (default: 200, quick 50).")
    int connections;

    @Option(
            names = "--side",
            split = ",",
            paramLabel = "TEXT",
            description = "Measure only sides whose name contains this; repeat it, or separate by commas.")
    List<String> only = List.of();

    @Option(names = "--launcher", required = true, paramLabel = "FILE", description = "The program of a node.")
    Path launcher = Path.of("");

    @Option(
            names = "--peers",
            required = true,
            paramLabel = "DIR",
            description = "Contains original-node and etcd-node, or original.txt and etcd.txt with the reason.")
    Path peers = Path.of("");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The directory for the nodes' data; must be on a disk, not in memory.")
    Path data = Path.of("");

    @Option(names = "--report", paramLabel = "DIR", description = "Write a report with plots to this directory.")
    @Nullable
    Path report;

    @Option(
            names = "--version-of",
            paramLabel = "TEXT",
            description = "A version for the report, such as the commit or that of a peer.")
    List<String> versions = List.of();

    @Override
    public Integer call() throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Settings settings = settings();
        Peers found = Peers.find(
                launcher.toAbsolutePath(),
                peers.toAbsolutePath().resolve("original-node"),
                peers.toAbsolutePath().resolve("etcd-node"),
                peers);
        List<Side> sides = found.sides().stream()
                .filter(side -> only.isEmpty() || only.stream().anyMatch(side.name()::contains))
                .toList();
        // An interrupted run may have left its nodes' files.
        NodeFiles.remove(data);
        Files.createDirectories(data);
        List<String> machine = Machine.facts(data);
        machine.forEach(out::println);
        versions.forEach(out::println);
        out.println(settings.describe());
        sides.forEach(side -> out.println(side.name() + ": a write is acknowledged when " + side.durability()));
        found.missing().forEach(reason -> out.println("omitted: " + reason));
        Results results;
        try {
            results = new Comparison(settings, sides, data.toAbsolutePath(), err).run();
        } catch (BenchException e) {
            err.println(e.getMessage());
            return 1;
        }
        ResultTable table = new ResultTable(results, sides);
        table.print(out);
        Path into = report;
        if (into != null) {
            String command = quick ? "make report ARGS=--quick" : "make report";
            ReportFiles.Head head =
                    new ReportFiles.Head(machine, versions, settings.describe(), found.missing(), command);
            new ReportFiles(results, sides, settings.clients()).write(into, head);
            out.println();
            out.println("The report was written to " + into);
        }
        return oursFailed(results, sides) ? 1 : 0;
    }

    /** Returns whether calls to this engine failed. Failed calls to a peer appear only in the table. */
    private static boolean oursFailed(Results results, List<Side> sides) {
        return sides.stream()
                .filter(side -> side.peer() != null)
                .anyMatch(side -> results.lines().stream().anyMatch(line -> results.failures(side.name(), line) > 0));
    }

    private Settings settings() {
        Settings chosen = quick ? Settings.quick() : Settings.full();
        if (rounds > 0) {
            chosen = chosen.withRounds(rounds);
        }
        int many = clients > 1 ? clients : chosen.clients();
        int links = connections > 0 ? connections : Math.min(chosen.connections(), many);
        return chosen.withLoad(many, links);
    }
}
