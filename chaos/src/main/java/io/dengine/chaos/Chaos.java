package io.dengine.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The entry point of the chaos program: runs scenarios one after the other and prints their outcomes. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Applies faults and operator actions to real nodes, and checks that they keep their promises.")
public final class Chaos implements Callable<Integer> {
    private static final Logger CLIENT_LOG = Logger.getLogger("io.dengine.client");

    private static final List<String> ORDINARY = List.of(
            "leader-kill",
            "all-kill",
            "leader-pause",
            "restarts",
            "lone-node",
            "history",
            "mixed",
            "fencing",
            "members",
            "expansion");

    private static final Map<String, Supplier<Scenario>> SCENARIOS = new TreeMap<>(Map.ofEntries(
            Map.entry("leader-kill", LeaderKill::new),
            Map.entry("all-kill", AllKill::new),
            Map.entry("leader-pause", LeaderPause::new),
            Map.entry("restarts", Restarts::new),
            Map.entry("lone-node", LoneNode::new),
            Map.entry("disk-full", DiskFull::new),
            Map.entry("history", History::new),
            Map.entry("mixed", MixedClients::new),
            Map.entry("fencing", Fencing::new),
            Map.entry("members", Members::new),
            Map.entry("expansion", Expansion::new),
            Map.entry("restored", Restored::new),
            Map.entry("founder-lost", FounderLost::new),
            Map.entry("episodes", Episodes::new),
            Map.entry("scale", Scale::new),
            Map.entry("garbage", Garbage::new),
            Map.entry("snapshot-latency", SnapshotLatency::new),
            Map.entry("power-loss-one", () -> new PowerLoss(1)),
            Map.entry("power-loss-majority", () -> new PowerLoss(2)),
            Map.entry("power-loss-all", () -> new PowerLoss(3))));

    /** The names of the scenarios, for the help text. */
    static final class ScenarioNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        ScenarioNames() {
            super(SCENARIOS.keySet());
        }
    }

    @Parameters(
            arity = "1..*",
            paramLabel = "SCENARIO",
            description = "${COMPLETION-CANDIDATES}, or all: those without special requirements.",
            completionCandidates = ScenarioNames.class)
    List<String> scenarios = List.of();

    @Option(names = "--launcher", required = true, description = "The node program.")
    Path launcher = Path.of("");

    @Option(names = "--examples", required = true, description = "The directory of the examples.")
    Path examples = Path.of("");

    @Option(
            names = "--strategy",
            split = ",",
            defaultValue = "MEMFIRST,DISKFIRST",
            description = "Persistence strategies; each scenario runs with each (default: ${DEFAULT-VALUE}).")
    List<Strategy> strategies = List.of();

    @Option(names = "--clients", defaultValue = "1000", description = "Concurrent writers (default: ${DEFAULT-VALUE}).")
    int clients;

    @Option(
            names = "--rate",
            defaultValue = "3000",
            description = "Writes per second over all clients; 0 is no limit (default: ${DEFAULT-VALUE}).")
    int rate;

    @Option(names = "--rounds", defaultValue = "20", description = "Faults per scenario (default: ${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--seed", defaultValue = "0", description = "The seed of all random choices; 0 draws a new one.")
    long seed;

    @Option(
            names = "--flush-interval",
            defaultValue = "0",
            description = "Milliseconds that writes wait for their sync in the power-loss scenarios, so that writes"
                    + " are really lost; 0 keeps the nodes' setting.")
    int flushInterval;

    @Option(
            names = "--keys",
            defaultValue = "1000000",
            description = "Initial keys of snapshot-latency (default: ${DEFAULT-VALUE}).")
    int keys;

    @Option(
            names = "--minutes",
            defaultValue = "10",
            description = "Duration of episodes, for each strategy (default: ${DEFAULT-VALUE}).")
    int minutes;

    @Option(
            names = "--wait-for-enter",
            description = "Make snapshot-latency wait for Enter before it measures, to let the machine become idle.")
    boolean waitForEnter;

    @Option(names = "--directory", description = "Directory of the nodes, which is kept; default: a temporary one.")
    @org.jspecify.annotations.Nullable
    Path directory;

    /** Exits with 0 if all promises were kept, 1 if a promise was broken or the run failed, 2 after wrong usage. */
    public static void main(String[] arguments) {
        CLIENT_LOG.setLevel(Level.WARNING); // each kill of a node breaks hundreds of connections
        System.exit(new CommandLine(new Chaos())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true) // OPTIONS of the Makefile override its own options
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        long runSeed = seed == 0 ? new SplittableRandom().nextLong() : seed;
        Path home = directory == null ? Files.createTempDirectory("d-engine-chaos") : directory.toAbsolutePath();
        out.println("directory of the nodes: " + home + ", seed: " + runSeed);
        List<String> names = scenarios.contains("all") ? ORDINARY : scenarios;
        Tuning tuning = new Tuning(flushInterval, keys, minutes, waitForEnter);
        boolean good = true;
        for (String name : names) {
            for (Strategy strategy : strategies) {
                Path place = home.resolve(name + "-" + strategy.name().toLowerCase(Locale.ROOT));
                Places places = new Places(launcher.toAbsolutePath(), examples.toAbsolutePath(), place);
                Outcome outcome =
                        scenario(name).run(new ChaosPlan(places, strategy, clients, rate, rounds, runSeed, tuning));
                out.println();
                out.print(outcome);
                good &= outcome.good();
            }
        }
        return good ? 0 : 1;
    }

    private static Scenario scenario(String name) {
        Supplier<Scenario> known = SCENARIOS.get(name);
        if (known == null) {
            throw new IllegalArgumentException("no such scenario: " + name + "; there are " + SCENARIOS.keySet());
        }
        return known.get();
    }
}
