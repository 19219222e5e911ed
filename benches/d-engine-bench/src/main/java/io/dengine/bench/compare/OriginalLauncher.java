package io.dengine.bench.compare;

import io.dengine.bench.BenchException;
import io.dengine.bench.Endpoint;
import io.dengine.bench.Protocol;
import io.dengine.bench.cluster.Cluster;
import io.dengine.bench.cluster.EngineCluster;
import io.dengine.bench.cluster.EngineLauncher;
import io.dengine.bench.cluster.Launcher;
import io.dengine.bench.cluster.NodeProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts nodes of the original in the configuration of its own published measurements, except for two limits: with
 * those, it would reject calls that the other sides answer slowly.
 */
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
        return "that of its published measurements: batches of 200, snapshots off, two databases, no metrics; but calls"
                + " may take 1 s instead of 0.1 s, and more than 500 reads may be queued";
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
                [raft]
                general_raft_timeout_duration_in_ms = 1000
                cmd_channel_capacity = 1024
                ordered_channel_capacity = 1024
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
                [network.control]
                request_timeout_in_ms = 1000
                concurrency_limit = 50
                max_concurrent_streams = 4096
                connection_window_size = 4194304
                [network.data]
                connect_timeout_in_ms = 100
                request_timeout_in_ms = 300
                concurrency_limit = 100
                max_concurrent_streams = 4096
                connection_window_size = 8388608
                [storage]
                unified_db = false
                """;
    }
}
