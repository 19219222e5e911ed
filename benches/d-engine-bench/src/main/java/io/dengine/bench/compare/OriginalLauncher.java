package io.dengine.bench.compare;

import io.dengine.bench.BenchException;
import io.dengine.bench.Endpoint;
import io.dengine.bench.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts nodes of the original in the configuration that its own published measurements used. */
record OriginalLauncher(Path program) implements Launcher {
    @Override
    public Cluster start(Path directory) throws IOException, BenchException {
        List<Integer> ports = NodeProcesses.freePorts(NODES);
        NodeProcesses processes = new NodeProcesses();
        List<Endpoint> endpoints = new ArrayList<>();
        try {
            for (int id = 1; id <= NODES; id++) {
                Path node = Files.createDirectories(directory.resolve("n" + id));
                Path file = node.resolve("node.toml");
                Files.writeString(file, configuration(id, ports, node));
                endpoints.add(new Endpoint("127.0.0.1", ports.get(id - 1)));
                processes.start(node, Map.of(), List.of(program.toString(), file.toString()));
            }
        } catch (IOException e) {
            processes.close();
            throw e;
        }
        return EngineCluster.ready(processes, endpoints, Protocol.GRPC);
    }

    @Override
    public String configured() {
        return "that of its published measurements: batches of 200, snapshots off, two databases, no metrics";
    }

    private static String configuration(int id, List<Integer> ports, Path node) {
        return EngineLauncher.configuration(id, ports, "MemFirst")
                        .replace(
                                "initial_cluster",
                                "db_root_dir = \"" + node.resolve("db") + "\"\nlog_dir = \"" + node.resolve("logs")
                                        + "\"\ninitial_cluster")
                + """
                flush_policy = { Batch = { idle_flush_interval_ms = 1000 } }
                max_buffered_entries = 10000
                [raft.read_actor]
                channel_capacity = 10240
                max_drain = 2000
                [raft.batching]
                max_batch_size = 200
                [raft.metrics]
                enable_backpressure = false
                enable_batch = false
                [raft.snapshot]
                enable = false
                [storage]
                unified_db = false
                """;
    }
}
