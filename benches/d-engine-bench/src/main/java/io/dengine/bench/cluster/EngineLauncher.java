package io.dengine.bench.cluster;

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
 * Starts nodes of this engine, with default settings except for addresses, directories, metrics port, log level,
 * strategy and election timeout.
 *
 * @param command the command line of a node; its configuration is in the environment
 * @param strategy the persistence strategy
 * @param protocol the protocol of the clients
 * @param nodes the number of nodes
 */
public record EngineLauncher(List<String> command, String strategy, Protocol protocol, int nodes) implements Launcher {
    public EngineLauncher {
        command = List.copyOf(command);
    }

    /** Starts the usual number of nodes by their launcher. */
    public EngineLauncher(Path launcher, String strategy, Protocol protocol) {
        this(List.of(launcher.toString()), strategy, protocol, NODES);
    }

    @Override
    public EngineCluster start(Path directory) throws IOException, BenchException {
        List<Integer> ports = NodeProcesses.freePorts(nodes);
        NodeProcesses processes = new NodeProcesses();
        List<Endpoint> endpoints = new ArrayList<>();
        try {
            for (int id = 1; id <= nodes; id++) {
                Path node = Files.createDirectories(directory.resolve("n" + id));
                Path file = node.resolve("node.toml");
                Files.writeString(file, configuration(id, ports, strategy));
                endpoints.add(new Endpoint("127.0.0.1", ports.get(id - 1)));
                Map<String, String> environment = Map.of(
                        "CONFIG_PATH", file.toString(),
                        "DB_PATH", data(directory, id).toString(),
                        "LOG_DIR", node.resolve("logs").toString(),
                        "METRICS_PORT", "0",
                        "LOG_LEVEL", "warn");
                processes.start(node, environment, command);
            }
        } catch (IOException e) {
            processes.close();
            throw e;
        }
        return EngineCluster.ready(processes, endpoints, protocol);
    }

    /**
     * Returns the data directory of a node.
     *
     * @param directory that of the cluster
     * @param id the number of the node, from 1
     */
    public static Path data(Path directory, int id) {
        return directory.resolve("n" + id).resolve("db");
    }

    @Override
    public String configured() {
        return "its defaults, with election timeouts of 1 to 2 s";
    }

    /** Returns a configuration that is valid for both this engine and the original. */
    public static String configuration(int id, List<Integer> ports, String strategy) {
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
