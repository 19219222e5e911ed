package io.dengine.bench.compare;

import io.dengine.bench.BenchException;
import io.dengine.bench.Endpoint;
import io.dengine.bench.cluster.Cluster;
import io.dengine.bench.cluster.Launcher;
import io.dengine.bench.cluster.NodeProcesses;
import io.dengine.bench.cluster.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Starts members of etcd; configures only their identity, addresses and log level. */
record EtcdLauncher(Path program) implements Launcher {
    @Override
    public Set<Operation> operations() {
        return EnumSet.of(Operation.PUT, Operation.LINEARIZABLE, Operation.EVENTUAL);
    }

    @Override
    public Cluster start(Path directory) throws IOException, BenchException {
        List<Integer> ports = NodeProcesses.freePorts(2 * NODES);
        List<String> members = new ArrayList<>();
        List<Endpoint> endpoints = new ArrayList<>();
        for (int id = 1; id <= NODES; id++) {
            members.add("n" + id + "=" + url(ports.get(NODES + id - 1)));
            endpoints.add(new Endpoint("127.0.0.1", ports.get(id - 1)));
        }
        NodeProcesses processes = new NodeProcesses();
        try {
            for (int id = 1; id <= NODES; id++) {
                Path node = directory.resolve("n" + id);
                String client = url(ports.get(id - 1));
                String peer = url(ports.get(NODES + id - 1));
                List<String> command = List.of(
                        program.toString(),
                        "--name=n" + id,
                        "--data-dir=" + node.resolve("data"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=" + String.join(",", members),
                        "--initial-cluster-state=new",
                        "--log-level=error");
                processes.start(node, Map.of(), command);
            }
        } catch (IOException e) {
            processes.close();
            throw e;
        }
        return EtcdCluster.ready(processes, endpoints);
    }

    @Override
    public String configured() {
        return "its defaults, with only errors logged";
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
