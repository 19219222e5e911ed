package io.dengine.cli.console;

import io.dengine.server.console.Sample;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedStyle;

/** Shows the lines at the top: the identity of the node and its condition. */
final class StatusPart {
    private static final int LABEL = 9;

    private final Palette palette;

    StatusPart(Palette palette) {
        this.palette = palette;
    }

    /** Returns the first line of the screen when there is a sample. */
    Line head(NodeState state, Sample sample, int width, String clock) {
        Line line = new Line();
        line.add("node " + sample.node().id(), palette.strong()).add("  ");
        Sample.Raft raft = sample.raft();
        if (state.isTroubled()) {
            line.add("GONE", palette.alarm()).add(", was " + roleOf(sample) + " of term " + raft.term());
        } else {
            line.add(roleOf(sample).toUpperCase(Locale.ROOT), roleStyle(raft));
            line.add("  term " + raft.term() + "  ");
            if (raft.leaderId() == 0) {
                line.add("no leader", palette.alarm());
            } else {
                line.add("leader " + raft.leaderId());
            }
            if (raft.recovering()) {
                line.add("  recovering", palette.alarm());
            }
            line.add("  up " + Numbers.duration(sample.node().uptimeMillis()));
            line.add("  " + sample.node().address());
        }
        return line.until(width - clock.length()).add(clock);
    }

    static String roleOf(Sample sample) {
        return sample.raft().role().replace('_', '-');
    }

    private AttributedStyle roleStyle(Sample.Raft raft) {
        return switch (raft.role()) {
            case "leader" -> raft.ready() ? palette.good() : palette.caution();
            case "candidate", "pre_candidate" -> palette.caution();
            default -> palette.strong();
        };
    }

    List<Line> lines(Sample sample) {
        return List.of(raft(sample), writes(sample), reads(sample), clients(sample), disk(sample), jvm(sample));
    }

    private static Line label(String name) {
        return new Line().left(name, LABEL);
    }

    private Line raft(Sample sample) {
        Sample.Raft raft = sample.raft();
        long behind = raft.commitIndex() - raft.appliedIndex();
        Line line = label("raft").add("commit " + Numbers.whole(raft.commitIndex()));
        line.add("  applied ").add(Numbers.whole(raft.appliedIndex()), behind > 1_000 ? palette.caution() : plain());
        line.add("  unsynced " + Numbers.whole(sample.disk().unsyncedEntries()));
        return line.add("  members " + raft.voters() + (raft.learners() == 0 ? "" : "+" + raft.learners()));
    }

    private Line writes(Sample sample) {
        Sample.Load load = sample.load();
        Line line = label("writes").add(flow(load.writes()));
        line.add("  applied " + Numbers.rate(load.appliedPerSecond()) + "/s  ");
        return line.add(
                "refused " + Numbers.rate(load.refusedPerSecond()) + "/s",
                load.refusedPerSecond() > 0 ? palette.caution() : plain());
    }

    private static Line reads(Sample sample) {
        Sample.Load load = sample.load();
        Line line = label("reads").add("linear " + Numbers.rate(load.linearizablePerSecond()) + "/s");
        line.add(" lease " + Numbers.rate(load.leasePerSecond()) + "/s");
        line.add(" eventual " + Numbers.rate(load.eventualPerSecond()) + "/s");
        return line.add("  " + times(load.confirmed()));
    }

    private Line clients(Sample sample) {
        Sample.Clients clients = sample.clients();
        Line line = label("clients").add(clients.connections() + " conns");
        boolean crowded = clients.requests() * 10L > clients.maxRequests() * 8L;
        line.add("  ");
        line.add(Numbers.whole(clients.requests()) + " requests", crowded ? palette.alarm() : plain());
        boolean full = clients.memoryBytes() * 10.0 > clients.maxMemoryBytes() * 8.0;
        String memory = Numbers.part(clients.memoryBytes(), clients.maxMemoryBytes());
        line.add("  ").add(memory, full ? palette.alarm() : plain());
        Sample.Load load = sample.load();
        return line.add(
                "  watches " + Numbers.whole(load.watches()) + ", " + Numbers.rate(load.watchEventsPerSecond()) + "/s");
    }

    private Line disk(Sample sample) {
        Sample.Disk disk = sample.disk();
        Line line = label("disk").add("sync " + flow(disk.syncs()));
        line.add("  log " + Numbers.bytes(disk.appendedBytesPerSecond()) + "/s  ");
        String free = disk.freeBytes() < 0 ? "?" : Numbers.bytes(disk.freeBytes());
        return disk.nearlyFull()
                ? line.add("NEARLY FULL, " + free + " free", palette.alarm())
                : line.add(free + " free");
    }

    private Line jvm(Sample sample) {
        Sample.Jvm jvm = sample.jvm();
        Line line = label("jvm").add("cpu ");
        line.add(
                String.format(Locale.ROOT, "%.2f", jvm.cpu()),
                jvm.cpu() > 0.9 * jvm.processors() ? palette.caution() : plain());
        line.add(" of " + jvm.processors());
        line.add("  heap " + Numbers.part(jvm.heapUsedBytes(), jvm.heapMaxBytes()));
        line.add("  gc " + Numbers.rate(jvm.collectionsPerSecond()) + "/s ");
        line.add(
                "max " + Numbers.millis(jvm.longestPauseMillis()),
                jvm.longestPauseMillis() >= 100 ? palette.caution() : plain());
        return line.add("  threads " + jvm.threads());
    }

    private static String flow(Sample.Flow flow) {
        return Numbers.rate(flow.perSecond()) + "/s  " + times(flow);
    }

    private static String times(Sample.Flow flow) {
        return "p50 " + Numbers.millis(flow.p50Millis()) + " p99 " + Numbers.millis(flow.p99Millis());
    }

    private static AttributedStyle plain() {
        return AttributedStyle.DEFAULT;
    }
}
