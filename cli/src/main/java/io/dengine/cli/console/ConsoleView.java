package io.dengine.cli.console;

import io.dengine.server.console.Sample;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/** Renders the screen: a pure function of the nodes' states, the user's choices, the window size and the time. */
public final class ConsoleView {
    private final Palette palette;
    private final DateTimeFormatter clock;
    private final StatusPart status;
    private final ThreadsPart threads;
    private final PeersPart peers;

    /** @param zone the time zone of the displayed times */
    public ConsoleView(Palette palette, ZoneId zone) {
        this.palette = palette;
        this.clock = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(zone);
        this.status = new StatusPart(palette);
        this.threads = new ThreadsPart(palette);
        this.peers = new PeersPart(palette);
    }

    /**
     * Renders the screen.
     *
     * @param states the states of the nodes, at least one
     * @param width the width of the window in columns
     * @param height the height of the window in lines
     * @param nowMillis Unix time in milliseconds
     * @return exactly {@code height} lines, each {@code width} columns wide
     */
    public List<AttributedString> render(
            Choices choices, List<NodeState> states, int width, int height, long nowMillis) {
        List<Line> lines = new ArrayList<>();
        NodeState state = states.get(Math.min(choices.node(), states.size() - 1));
        Sample sample = state.sample();
        String time = time(nowMillis) + (choices.frozen() ? " HELD" : "");
        lines.add(
                sample == null
                        ? new Line()
                                .add(state.url(), palette.strong())
                                .until(width - time.length())
                                .add(time)
                        : status.head(state, sample, width, time));
        if (states.size() > 1) {
            lines.add(nodes(choices, states));
        }
        if (sample == null) {
            lines.add(new Line());
            lines.addAll(unseen(state, nowMillis));
        } else {
            List<Line> top = new ArrayList<>(status.lines(sample));
            if (state.isTroubled()) {
                top.set(0, trouble(state, nowMillis));
            }
            lines.addAll(top);
            lines.addAll(choices.help() ? help() : body(sample, choices, width, height - lines.size() - 1));
        }
        return page(lines, footer(choices, states.size()), width, height);
    }

    private List<Line> body(Sample sample, Choices choices, int width, int height) {
        int members = sample.raft().voters() + sample.raft().learners();
        Layout layout = Layout.of(height, members, sample.workers().size());
        List<Line> lines = new ArrayList<>();
        lines.addAll(padded(threads.lines(sample, choices, layout.threads(), width), layout.threads()));
        lines.addAll(padded(peers.lines(sample, layout.peers(), width), layout.peers()));
        lines.addAll(padded(slow(sample, layout.slow()), layout.slow()));
        return lines;
    }

    private static List<Line> help() {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line());
        lines.addAll(HelpPart.lines());
        return lines;
    }

    /** Returns a title and exactly {@code count} lines. */
    private static List<Line> padded(List<Line> lines, int count) {
        List<Line> exact = new ArrayList<>(lines.subList(0, Math.min(lines.size(), count + 1)));
        while (exact.size() < count + 1) {
            exact.add(new Line());
        }
        return exact;
    }

    private List<Line> slow(Sample sample, int count) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line()
                .left("SLOW", 10, palette.title())
                .left("WHAT", 10, palette.title())
                .right("TOOK", 9, palette.title()));
        for (Sample.Slow slow :
                sample.slow().subList(0, Math.min(count, sample.slow().size()))) {
            lines.add(new Line()
                    .left(time(slow.endedMillis()), 10)
                    .left(slow.what(), 10)
                    .right(Numbers.millis(slow.tookMillis()), 9)
                    .add("  " + slow.detail()));
        }
        if (sample.slow().isEmpty()) {
            lines.add(new Line().add("no step has taken 20 ms or more"));
        }
        return lines;
    }

    private Line trouble(NodeState state, long nowMillis) {
        return new Line()
                .left("gone", 9, palette.alarm())
                .add("for " + Numbers.duration(nowMillis - state.heardMillis()) + ": " + state.trouble()
                        + "; last seen below, trying again");
    }

    private List<Line> unseen(NodeState state, long nowMillis) {
        if (!state.isTroubled()) {
            return List.of(new Line().add("waiting for the first sample ..."));
        }
        return List.of(
                new Line()
                        .add("NO NODE ", palette.alarm())
                        .add("for " + Numbers.duration(nowMillis - state.heardMillis()) + ": " + state.trouble()),
                new Line(),
                new Line().add("Trying again each second. A node is seen here where it was started with"),
                new Line().add("CONSOLE_PORT, or with port in [console] of its configuration. In the example"),
                new Line().add("of three nodes, make console-cluster does that."));
    }

    /** Returns one line with all nodes; the shown one is in brackets. */
    private Line nodes(Choices choices, List<NodeState> states) {
        Line line = new Line().left("nodes", 9);
        for (int i = 0; i < states.size(); i++) {
            NodeState state = states.get(i);
            Sample sample = state.sample();
            String number = Integer.toString(i + 1);
            line.add(i == choices.node() ? "[" : " ");
            if (state.isTroubled()) {
                line.add(number + " ").add("GONE", palette.alarm());
            } else if (sample == null) {
                line.add(number + " ...");
            } else {
                boolean leads = sample.raft().role().equals("leader");
                line.add(number + " node " + sample.node().id() + " ");
                line.add(StatusPart.roleOf(sample), leads ? palette.good() : palette.none());
            }
            line.add(i == choices.node() ? "] " : "  ");
        }
        return line;
    }

    private static Line footer(Choices choices, int nodes) {
        if (choices.typing()) {
            return new Line().add("threads with: " + choices.filter() + "_   Enter keep  Esc all");
        }
        Line line = new Line()
                .add("q quit  s sort:" + choices.order().label() + (choices.reversed() ? "-" : ""))
                .add("  r reverse  f show:" + choices.kind().label());
        line.add(choices.filter().isEmpty() ? "  / filter" : "  /" + choices.filter());
        if (nodes > 1) {
            line.add("  n node");
        }
        return line.add(choices.frozen() ? "  p go on" : "  p hold").add("  ? help");
    }

    private static List<AttributedString> page(List<Line> lines, Line footer, int width, int height) {
        List<AttributedString> page = new ArrayList<>();
        for (Line line : lines.subList(0, Math.max(0, Math.min(lines.size(), height - 1)))) {
            page.add(line.fitted(width));
        }
        while (page.size() < height - 1) {
            page.add(new Line().fitted(width));
        }
        page.add(footer.fitted(width));
        return page;
    }

    private String time(long millis) {
        return clock.format(Instant.ofEpochMilli(millis));
    }
}
