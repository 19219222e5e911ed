package io.dengine.cli;

import io.dengine.cli.console.Choices;
import io.dengine.cli.console.ConsoleView;
import io.dengine.cli.console.LiveConsole;
import io.dengine.cli.console.NodeFeed;
import io.dengine.cli.console.NodeState;
import io.dengine.cli.console.Palette;
import io.dengine.cli.console.TerminalUnfitException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.utils.AttributedString;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the internals of running nodes. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        sortOptions = false,
        description = {
            "Shows the inside of running nodes: their stages and event loops, queues, peers, rates and latencies,"
                    + " refreshed each second. It changes nothing.",
            "A node serves this if CONSOLE_PORT, or console.port in its configuration, sets a port; to this"
                    + " machine only, unless console.address is set."
        },
        footer = {
            "",
            "Examples:",
            "  d-engine console http://127.0.0.1:6670 http://127.0.0.1:6671",
            "  d-engine console --once -o json http://127.0.0.1:6670",
            "  ssh -L 6670:127.0.0.1:6670 HOST      then here: d-engine console"
        })
final class ConsoleCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int ONCE_COLUMNS = 100;
    private static final int ONCE_ROWS = 40;

    @Parameters(
            arity = "0..*",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:6670",
            description = "The console addresses of nodes; default: ${DEFAULT-VALUE}.")
    private List<String> urls = List.of();

    @Option(names = "--once", description = "Prints the next sample of each node, and exits.")
    private boolean once;

    @Mixin
    private OutputOption output = new OutputOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        List<URI> nodes = addresses();
        if (once) {
            printOnce(nodes);
        } else if (output.isJson()) {
            printAll(nodes);
        } else {
            show(nodes);
        }
        return Exit.DONE.number();
    }

    private List<URI> addresses() {
        List<URI> nodes = new ArrayList<>();
        for (String url : urls) {
            String whole = url.contains("://") ? url : "http://" + url;
            try {
                URI node = URI.create(whole);
                if (!"http".equals(node.getScheme()) || node.getHost() == null) {
                    throw new IllegalArgumentException(url);
                }
                nodes.add(node);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(
                        spec.commandLine(),
                        url + " is not the address of a console port, such as http://127.0.0.1:6670");
            }
        }
        return nodes;
    }

    private void printOnce(List<URI> nodes) throws CommandFailure, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        for (URI node : nodes) {
            NodeState state = next(node);
            if (output.isJson()) {
                out.println(state.json());
            } else {
                ConsoleView view = new ConsoleView(Palette.NONE, ZoneId.systemDefault());
                long nowMillis = System.currentTimeMillis();
                for (AttributedString line :
                        view.render(Choices.STANDARD, List.of(state), ONCE_COLUMNS, ONCE_ROWS, nowMillis)) {
                    out.println(line.toString().stripTrailing());
                }
            }
            out.flush();
        }
    }

    private static NodeState next(URI node) throws CommandFailure, InterruptedException {
        try (NodeFeed feed = NodeFeed.start(node, () -> {})) {
            return first(node, feed);
        }
    }

    private static NodeState first(URI node, NodeFeed feed) throws CommandFailure, InterruptedException {
        NodeState state = feed.await(PATIENCE);
        if (state.sample() == null) {
            throw new CommandFailure(
                    Exit.UNAVAILABLE,
                    "no console port of a node answers at " + node + ": " + state.trouble()
                            + ". Start the node with CONSOLE_PORT, or with port in [console] of its configuration");
        }
        return state;
    }

    /** Prints samples until the process ends or the node fails. */
    private void printAll(List<URI> nodes) throws CommandFailure, InterruptedException {
        if (nodes.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(), "-o json shows one node at a time, unless --once is given too");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (NodeFeed feed = NodeFeed.start(nodes.get(0), () -> {})) {
            NodeState state = first(nodes.get(0), feed);
            while (!out.checkError()) {
                out.println(state.json());
                out.flush();
                state = feed.awaitAfter(state, PATIENCE);
                if (state.isTroubled()) {
                    throw new CommandFailure(Exit.UNAVAILABLE, "the node no longer answers: " + state.trouble());
                }
            }
        }
    }

    private static void show(List<URI> nodes) throws CommandFailure, InterruptedException {
        try {
            LiveConsole.run(nodes);
        } catch (TerminalUnfitException e) {
            throw new CommandFailure(
                    Exit.USAGE,
                    e.getMessage() + ": the console needs a terminal. Use --once to print one screen, or -o json for"
                            + " programs");
        } catch (IOException e) {
            throw new CommandFailure(Exit.FAILED, "the terminal failed: " + e.getMessage());
        }
    }
}
