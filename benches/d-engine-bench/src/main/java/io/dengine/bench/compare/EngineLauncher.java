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

/**
 * Starts nodes of this engine by their launcher, with default settings except for addresses, directories, metrics port,
 * log level, strategy and election timeout.
 */
record EngineLauncher(Path launcher, String strategy, Protocol protocol) implements Launcher {
    @Override
    public Cluster start(Path directory) throws IOException, BenchException {
        List<Integer> ports = NodeProcesses.freePorts(NODES);
        NodeProcesses processes = new NodeProcesses();
        List<Endpoint> endpoints = new ArrayList<>();
        try {
            for (int id = 1; id <= NODES; id++) {
                Path node = Files.createDirectories(directory.resolve("n" + id));
                Path file = node.resolve("node.toml");
                Files.writeString(file, configuration(id, ports, strategy));
                endpoints.add(new Endpoint("127.0.0.1", ports.get(id - 1)));
                Map<String, String> environment = Map.of(
                        "CONFIG_PATH", file.toString(),
                        "DB_PATH", node.resolve("db").toString(),
                        "LOG_DIR", node.resolve("logs").toString(),
                        "METRICS_PORT", "0",
                        "LOG_LEVEL", "warn");
                processes.start(node, environment, List.of(launcher.toString()));
            }
        } catch (IOException e) {
            processes.close();
            throw e;
        }
        return EngineCluster.ready(processes, endpoints, protocol);
    }

    @Override
    public String configured() {
        return "its defaults, with election timeouts of 1 to 2 s";
    }

    /** Returns a configuration that is valid for both this engine and the original. */
    static String configuration(int id, List<Integer> ports, String strategy) {
        StringBuilder text = new StringBuilder("[cluster]\n")
                .append("node_id = " + id + "\n")
                .append("listen_address = \"127.0.0.1:" + ports.get(id - 1) + "\"\n")
                .append("initial_cluster = [\n");
        for (int member = 1; member <= ports.size(); member++) {
            text.append("  { id = " + member + ", address = \"127.0.0.1:" + ports.get(member - 1)
                    + "\", role = 1, status = 3 },\n");
        }
        return text.append("]\n")
                .append("[raft.election]\nelection_timeout_min = 1000\nelection_timeout_max = 2000\n")
                .append("[raft.persistence]\nstrategy = \"" + strategy + "\"\n")
                .toString();
    }
}
