package io.dengine.bench.curves;

import static io.dengine.bench.curves.Figure.CALLS;
import static io.dengine.bench.curves.Figure.CPU;
import static io.dengine.bench.curves.Figure.DISK;
import static io.dengine.bench.curves.Figure.EVENTS;
import static io.dengine.bench.curves.Figure.MEGABYTES;
import static io.dengine.bench.curves.Figure.P50;
import static io.dengine.bench.curves.Figure.P99;
import static io.dengine.bench.curves.Figure.PEAK;
import static io.dengine.bench.curves.Figure.RESIDENT;
import static io.dengine.bench.curves.Figure.RESTART;
import static io.dengine.bench.curves.Figure.SNAPSHOT_RESTART;

import io.dengine.bench.curves.Axis.Panel;
import io.dengine.kv.store.KvConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All curves. */
final class Axes {
    /** All keys of the largest values would not fit in memory. */
    private static final int MOST_BYTES_OF_VALUES = 256 << 20;

    private static final int SHARERS = 1_000;

    private final Settings settings;
    private final Shape usual;

    private Axes(Settings settings) {
        this.settings = settings;
        this.usual = Shape.usual(settings.keys());
    }

    /** Returns the curves, in the order in which they are measured. */
    static List<Axis> all(Settings settings) {
        Axes axes = new Axes(settings);
        return List.of(axes.valueSize(), axes.keys(), axes.clients(), axes.nodes(), axes.watchers(), axes.history());
    }

    private Axis valueSize() {
        List<Point> points = new ArrayList<>();
        for (int bytes : new int[] {16, 256, 4 << 10, 64 << 10, 1 << 20}) {
            Shape shape = usual.withValueSize(bytes)
                    .withClients(Shape.clientsFor(bytes))
                    .withKeys(Math.min(settings.keys(), MOST_BYTES_OF_VALUES / bytes));
            points.add(new Point(bytes, size(bytes), shape));
        }
        return new Axis(
                "value-size",
                "The size of values",
                "bytes in a value",
                String.format(
                        Locale.ROOT,
                        "%,d clients, but at most as many as have %d MiB in flight together: %d for values of 1 MiB."
                                + " %,d keys, but at most as many as hold %d MiB.",
                        Shape.CLIENTS,
                        Shape.MOST_BYTES_IN_FLIGHT >> 20,
                        Shape.clientsFor(1 << 20),
                        settings.keys(),
                        MOST_BYTES_OF_VALUES >> 20),
                measured(points),
                List.of(Task.PUT, Task.READ),
                false,
                List.of(
                        new Panel("Calls per second", CALLS),
                        new Panel("Megabytes of values per second", MEGABYTES),
                        new Panel("Latency, microseconds", P50, P99)));
    }

    private Axis keys() {
        List<Point> points = new ArrayList<>();
        for (int keys = settings.keys() / 10; keys <= settings.keys() * (settings.large() ? 100 : 10); keys *= 10) {
            points.add(new Point(keys, number(keys), usual.withKeys(keys)));
        }
        return new Axis(
                "keys",
                "The number of keys",
                "keys",
                "The puts overwrite keys in turn. The memory is that of the largest node after the loads, the disk"
                        + " that of a follower. Then this follower is stopped by SIGTERM; the time of its restart is"
                        + " from the start of its process until `/readyz` says that it serves. The second restart"
                        + " follows a snapshot that was asked for, so it reads that and replays almost no log.",
                measured(points),
                List.of(Task.PUT, Task.READ),
                true,
                List.of(
                        new Panel("Calls per second", CALLS),
                        new Panel("p99, microseconds", P99),
                        new Panel("Memory and disk of a node, MiB", RESIDENT, DISK),
                        new Panel("Restart of a node, seconds", RESTART, SNAPSHOT_RESTART)));
    }

    private Axis clients() {
        List<Point> points = new ArrayList<>();
        for (int clients = 1; clients <= 10_000; clients *= 10) {
            points.add(new Point(clients, number(clients), usual.withClients(clients)));
        }
        return new Axis(
                "clients",
                "The number of clients",
                "clients, each with one call in flight",
                "Clients share " + settings.connections() + " connections, or have one each if they are fewer.",
                measured(points),
                List.of(Task.PUT, Task.READ),
                false,
                List.of(new Panel("Calls per second", CALLS), new Panel("Latency, microseconds", P50, P99)));
    }

    private Axis nodes() {
        List<Point> points = new ArrayList<>();
        for (int nodes : new int[] {1, 3, 5}) {
            points.add(new Point(nodes, number(nodes), usual.withNodes(nodes)));
        }
        return new Axis(
                "nodes",
                "The number of nodes",
                "nodes",
                "All nodes and the load generator share the processors, so more nodes leave less for each. The"
                        + " processor time of all nodes for a put shows what a follower costs.",
                measured(points),
                List.of(Task.PUT, Task.READ, Task.LONELY_PUT),
                false,
                List.of(
                        new Panel("Calls per second", List.of(CALLS), List.of(Task.PUT.name(), Task.READ.name())),
                        new Panel("p50 of one client, microseconds", List.of(P50), List.of(Task.LONELY_PUT.name())),
                        new Panel(
                                "Processor time of all nodes, microseconds for each call",
                                List.of(CPU),
                                List.of(Task.PUT.name(), Task.READ.name()))));
    }

    private Axis watchers() {
        List<Point> points = new ArrayList<>();
        for (int watchers : new int[] {0, 100, 1_000, 10_000}) {
            points.add(new Point(watchers, number(watchers), usual.withWatching(new Watching(watchers, false))));
        }
        points.add(new Point(
                SHARERS,
                number(SHARERS) + " of one key",
                "one key",
                usual.withKeys(SHARERS).withWatching(new Watching(SHARERS, true))));
        return new Axis(
                "watchers",
                "The number of watchers",
                "watches",
                String.format(
                        Locale.ROOT,
                        "The watches have disjoint prefixes, so that each put makes one event for one watcher. In the"
                                + " variant, %,d watchers share one of %,d keys: every %,dth put makes %,d events at"
                                + " once, so there are as many events as puts, too. The load generator receives the"
                                + " events as well, with %d clients.",
                        SHARERS,
                        SHARERS,
                        SHARERS,
                        SHARERS,
                        Watches.CLIENTS),
                measured(points),
                List.of(Task.PUT),
                false,
                List.of(
                        new Panel("Puts and events per second", CALLS, EVENTS),
                        new Panel("p99, microseconds", P99),
                        new Panel("Peak memory of the largest node, MiB", PEAK)));
    }

    private Axis history() {
        int revisions = KvConfig.STANDARD.historyRevisions();
        long bytes = KvConfig.STANDARD.historyBytes();
        List<Point> points = new ArrayList<>();
        for (int times : new int[] {0, 1, 4}) {
            Shape.History kept = new Shape.History(revisions * times, bytes * times);
            String label = number(kept.revisions()) + " revisions" + (times == 1 ? " (default)" : "");
            points.add(new Point(kept.revisions(), label, usual.withHistory(kept)));
        }
        return new Axis(
                "history",
                "The kept history",
                "old revisions that a node keeps",
                String.format(
                        Locale.ROOT,
                        "A node keeps at most %,d old revisions and at most %d MiB of them; both limits are varied"
                                + " together. With values of %d bytes, the number of revisions is the one that is"
                                + " reached. No configuration key of the node program changes these limits, so the"
                                + " nodes of this curve are started by the load generator, from the same parts.",
                        revisions,
                        bytes >> 20,
                        usual.valueSize()),
                measured(points),
                List.of(Task.PUT),
                false,
                List.of(
                        new Panel("Puts per second", CALLS),
                        new Panel("Latency, microseconds", P50, P99),
                        new Panel("Peak memory of the largest node, MiB", PEAK)));
    }

    /** Leaves out every second point of a run that only checks that all works. */
    private List<Point> measured(List<Point> points) {
        List<Point> kept = new ArrayList<>();
        for (int i = 0; i < points.size(); i += settings.quick() ? 2 : 1) {
            kept.add(points.get(i));
        }
        return kept;
    }

    private static String size(int bytes) {
        if (bytes >= 1 << 20) {
            return (bytes >> 20) + " MiB";
        }
        return bytes >= 1 << 10 ? (bytes >> 10) + " KiB" : bytes + " B";
    }

    private static String number(int value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
