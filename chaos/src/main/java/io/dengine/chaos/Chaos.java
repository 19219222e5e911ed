package io.dengine.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The program: runs scenarios one after the other and prints what was found. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Kills and pauses real nodes under load, and looks for what they promised to keep.")
public final class Chaos implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "SCENARIO",
            description =
                    "leader-kill, all-kill, leader-pause, history, mixed, or all of them: all. With the rights to mount also"
                            + " power-loss-one, power-loss-majority and power-loss-all.")
    List<String> scenarios = List.of();

    @Option(names = "--launcher", required = true, description = "The node program.")
    Path launcher = Path.of("");

    @Option(
            names = "--strategy",
            split = ",",
            defaultValue = "MEMFIRST,DISKFIRST",
            description = "Of the nodes; each scenario runs with each (default: ${DEFAULT-VALUE}).")
    List<Strategy> strategies = List.of();

    @Option(names = "--clients", defaultValue = "1000", description = "Writers at once (default: ${DEFAULT-VALUE}).")
    int clients;

    @Option(
            names = "--rate",
            defaultValue = "3000",
            description = "Writes a second over all clients; 0 is no limit (default: ${DEFAULT-VALUE}).")
    int rate;

    @Option(names = "--rounds", defaultValue = "20", description = "Faults in a scenario (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--seed", defaultValue = "0", description = "Of random choices; 0 is a new one.")
    long seed;

    @Option(names = "--directory", description = "Where the nodes live; a new temporary one if absent. It is kept.")
    @org.jspecify.annotations.Nullable
    Path directory;

    /** Exit codes: 0 all promises kept, 1 one was not, or the run could not go on, 2 wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Chaos())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        long runSeed = seed == 0 ? new SplittableRandom().nextLong() : seed;
        Path home = directory == null ? Files.createTempDirectory("d-engine-chaos") : directory.toAbsolutePath();
        out.println("Nodes live in " + home + ", the seed is " + runSeed);
        List<String> names =
                scenarios.contains("all") ? List.of("leader-kill", "all-kill", "leader-pause", "history", "mixed") : scenarios;
        boolean good = true;
        for (String name : names) {
            Scenario scenario = scenario(name);
            for (Strategy strategy : strategies) {
                Path place = home.resolve(name + "-" + strategy.name().toLowerCase(Locale.ROOT));
                Outcome outcome = scenario.run(
                        new ChaosPlan(launcher.toAbsolutePath(), place, strategy, clients, rate, rounds, runSeed));
                out.println();
                out.print(outcome);
                good &= outcome.good();
            }
        }
        return good ? 0 : 1;
    }

    private static Scenario scenario(String name) {
        return switch (name) {
            case "leader-kill" -> new LeaderKill();
            case "all-kill" -> new AllKill();
            case "leader-pause" -> new LeaderPause();
            case "history" -> new History();
            case "mixed" -> new MixedClients();
            case "power-loss-one" -> new PowerLoss(1);
            case "power-loss-majority" -> new PowerLoss(2);
            case "power-loss-all" -> new PowerLoss(3);
            default ->
                throw new IllegalArgumentException("no such scenario: " + name
                        + "; there are leader-kill, all-kill, leader-pause, history, mixed, all, power-loss-one,"
                        + " power-loss-majority and power-loss-all");
        };
    }
}
