package io.dengine.bench.steady;

import io.dengine.bench.BenchException;
import io.dengine.bench.Protocol;
import io.dengine.bench.cluster.EngineLauncher;
import io.dengine.bench.cluster.Launcher;
import io.dengine.bench.cluster.Operation;
import io.dengine.bench.report.Machine;
import io.dengine.bench.report.Spread;
import io.dengine.bench.report.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the measurement of a steady rate. */
@Command(
        name = "steady",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures on this machine the latencies of many keys at a part of the maximum rate.")
final class SteadyCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "One short round, to check that all works. Do not use the figures.")
    boolean quick;

    @Option(names = "--rounds", description = "Rounds, each with a new cluster (default: 3, quick 1).")
    int rounds;

    @Option(names = "--percent", description = "The rate, in percent of the maximum (default: 70).")
    int percent;

    @Option(
            names = "--strategy",
            defaultValue = "MemFirst",
            description = "MemFirst or DiskFirst (default: ${DEFAULT-VALUE}).")
    String strategy = "MemFirst";

    @Option(
            names = "--jvm-options",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "More options of the nodes' JVMs, separated by spaces.")
    String jvmOptions = "";

    @Option(names = "--launcher", required = true, paramLabel = "FILE", description = "The program of a node.")
    Path launcher = Path.of("");

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "The directory for the nodes' data, which is removed; must be on a disk, not in memory.")
    Path data = Path.of("");

    /** Exits with 0 if all calls succeeded, 1 if one failed or a cluster did not start, 2 after wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SteadyCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Files.createDirectories(data);
        Machine.facts(data).forEach(out::println);
        try {
            List<Steady.Result> results = new Steady(settings(), this::launcher, data.toAbsolutePath(), err).run();
            out.println();
            table(results).print(out);
            out.println();
            stages(results).print(out);
            return 0;
        } catch (BenchException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private Settings settings() {
        Settings settings = quick ? Settings.quick() : Settings.full();
        settings = rounds > 0 ? settings.withRounds(rounds) : settings;
        return percent > 0 ? settings.withPercent(percent) : settings;
    }

    private EngineLauncher launcher(String jvmOption) {
        String options = "D_ENGINE_JVM_OPTIONS=" + jvmOption + " " + jvmOptions;
        List<String> command = List.of("env", options, launcher.toAbsolutePath().toString());
        return new EngineLauncher(command, strategy, Protocol.NATIVE, Launcher.NODES);
    }

    /** Returns the medians of the rounds with the smallest and largest figure. */
    private static Table table(List<Steady.Result> results) {
        List<List<String>> rows = new ArrayList<>();
        for (Operation operation : Steady.OPERATIONS) {
            List<Steady.Result> its =
                    results.stream().filter(any -> any.operation() == operation).toList();
            rows.add(List.of(
                    operation.title(),
                    spread(its, "%,.0f", Steady.Result::maximum),
                    spread(its, "%,.0f", result -> result.load().callsPerSecond()),
                    spread(its, "%.2f", result -> result.load().micros(50) / 1e3),
                    spread(its, "%.2f", result -> result.load().micros(99) / 1e3),
                    spread(its, "%.2f", result -> result.load().micros(99.9) / 1e3),
                    spread(its, "%.1f", result -> result.load().micros(100) / 1e3),
                    spread(its, "%.1f", result -> result.pauses().longestMillis())));
        }
        List<String> header =
                List.of("", "maximum/s", "steady/s", "p50 ms", "p99 ms", "p99.9 ms", "longest ms", "longest pause ms");
        return new Table(header, rows);
    }

    /** Returns the processor times of the last round. */
    private static Table stages(List<Steady.Result> results) {
        List<Steady.Result> last = results.subList(results.size() - Steady.OPERATIONS.size(), results.size());
        return StageTable.of(
                last.stream().map(result -> result.operation().title()).toList(),
                last.stream().map(Steady.Result::stages).toList());
    }

    private static String spread(List<Steady.Result> results, String format, ToDoubleFunction<Steady.Result> figure) {
        return Spread.of(results.stream().mapToDouble(figure).toArray()).text(format);
    }
}
