package io.dengine.bench.curves;

import io.dengine.api.Client;
import io.dengine.bench.BenchException;
import io.dengine.bench.Endpoint;
import io.dengine.bench.KeySource;
import io.dengine.bench.LoadPlan;
import io.dengine.bench.Protocol;
import io.dengine.bench.Traffic;
import io.dengine.bench.Workload;
import io.dengine.bench.cluster.EngineCluster;
import io.dengine.bench.cluster.EngineLauncher;
import io.dengine.bench.cluster.MeasuredLoad;
import io.dengine.bench.cluster.NodeFiles;
import io.dengine.bench.cluster.Operation;
import io.dengine.bench.cluster.Usage;
import io.dengine.client.remote.RemoteClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures one point on a cluster of its own. */
final class PointRun {
    private static final double MEBIBYTE = 1 << 20;

    private final Settings settings;
    private final Shape shape;
    private final KeySource keys;
    private final EngineCluster cluster;
    private final Path directory;
    private final Consumer<String> problems;
    /** The events of all puts since the watches were opened. */
    private long expectedEvents;

    /**
     * The figures of a load, or of a node.
     *
     * @param operation the name of the load, or {@link Axis#NODE}
     * @param failures the number of failed calls
     */
    record Row(String operation, Map<Figure, Double> figures, long failures) {}

    private PointRun(Settings settings, Shape shape, EngineCluster cluster, Path directory, Consumer<String> problems) {
        this.settings = settings;
        this.shape = shape;
        this.keys = shape.keySource();
        this.cluster = cluster;
        this.directory = directory;
        this.problems = problems;
    }

    /**
     * The program and the place of the nodes.
     *
     * @param launcher the program of a node
     * @param directory an empty directory for all files of the nodes
     */
    record Place(Path launcher, Path directory) {
        private EngineLauncher launcherOf(Shape shape) {
            Shape.History history = shape.history();
            List<String> command = history == null ? List.of(launcher.toString()) : HistoryNode.command(history);
            return new EngineLauncher(command, "MemFirst", Protocol.NATIVE, shape.nodes());
        }
    }

    /**
     * Starts a cluster, measures, and stops the cluster.
     *
     * @param problems receives what makes figures doubtful: failed calls, missing events, elections
     */
    static List<Row> measure(Settings settings, Axis axis, Point point, Place place, Consumer<String> problems)
            throws IOException, BenchException {
        try (EngineCluster cluster = place.launcherOf(point.shape()).start(place.directory())) {
            return new PointRun(settings, point.shape(), cluster, place.directory(), problems).measure(axis);
        }
    }

    private List<Row> measure(Axis axis) throws IOException, BenchException {
        long term = term();
        writeAllKeys();
        List<Row> rows = new ArrayList<>();
        try (Watches watches = Watches.open(cluster.endpoints(), shape)) {
            for (Operation operation :
                    axis.tasks().stream().map(Task::operation).distinct().toList()) {
                warmUp(operation, watches);
            }
            for (Task task : axis.tasks()) {
                rows.add(measure(task, watches));
            }
        }
        if (term() != term) {
            problems.accept("the leader changed during the measurement");
        }
        if (axis.restarts()) {
            rows.add(node());
        }
        return rows;
    }

    /** Returns the term, which grows with each election. */
    private long term() {
        try (Client client = RemoteClient.connect(
                cluster.endpoints().stream().map(Endpoint::toString).toArray(String[]::new))) {
            return client.cluster().term();
        }
    }

    private void writeAllKeys() throws IOException, BenchException {
        int clients = shape.warmUpClients();
        MeasuredLoad unused = MeasuredLoad.fill(
                cluster,
                Workload.put(shape.valueSize()),
                settings.connectionsOf(clients),
                LoadPlan.ofCalls(clients, shape.keys(), keys));
    }

    private void warmUp(Operation operation, Watches watches) throws IOException, BenchException {
        Row unused = measure(new Task("warm-up", operation, shape.warmUpClients()), settings.warmUpMillis(), watches);
    }

    private Row measure(Task task, Watches watches) throws IOException, BenchException {
        return measure(task, settings.measureMillis(), watches);
    }

    private Row measure(Task task, long millis, Watches watches) throws IOException, BenchException {
        int clients = task.clientsOf(shape);
        Workload workload = task.operation().workload(shape.valueSize());
        try (Traffic traffic = cluster.open(workload, settings.connectionsOf(clients))) {
            long before = watches.received();
            MeasuredLoad load = MeasuredLoad.of(cluster, workload, traffic, LoadPlan.ofMillis(clients, millis, keys));
            long events = watches.received() - before;
            Map<Figure, Double> figures = Figure.of(load, shape.valueSize());
            if (shape.watching().count() > 0) {
                figures.put(Figure.EVENTS, events * 1e9 / Math.max(1, load.run().nanos()));
            }
            check(task, load, watches);
            return new Row(task.name(), figures, load.failures());
        }
    }

    /** Reports failed calls, and events that do not arrive. */
    private void check(Task task, MeasuredLoad load, Watches watches) {
        if (load.failures() > 0) {
            problems.accept(task.name() + ": " + load.failures() + " calls failed; the first: " + load.firstFailure());
        }
        if (task.operation() == Operation.PUT) {
            expectedEvents += shape.watching().events(load.run().micros().getTotalCount(), keys);
        }
        try {
            watches.awaitAll(expectedEvents);
        } catch (BenchException e) {
            // A put that failed may have made an event, so only one that is missing otherwise is worth a line.
            if (load.failures() == 0) {
                problems.accept(task.name() + ": " + e.getMessage());
            }
            expectedEvents = watches.received();
        }
    }

    /** Measures the memory, the disk and the restart of a node. */
    private Row node() throws IOException, BenchException {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        double resident = 0;
        for (long pid : cluster.pids()) {
            resident = Math.max(resident, Usage.residentMegabytes(pid));
        }
        figures.put(Figure.RESIDENT, resident);
        int follower = cluster.follower();
        figures.put(Figure.DISK, NodeFiles.bytes(EngineLauncher.data(directory, follower + 1)) / MEBIBYTE);
        try (Restarts restarts = new Restarts(cluster, follower)) {
            figures.put(Figure.RESTART, restarts.restartSeconds());
            restarts.takeSnapshot();
            figures.put(Figure.SNAPSHOT_RESTART, restarts.restartSeconds());
        }
        return new Row(Axis.NODE, figures, 0);
    }
}
