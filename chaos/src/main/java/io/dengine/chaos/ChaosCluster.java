package io.dengine.chaos;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Three nodes in directories and on ports of their own, and the connections to them. */
final class ChaosCluster implements AutoCloseable {
    private static final int SIZE = 3;
    private static final int CONNECTIONS = 8;
    private static final long POLL_MILLIS = 20;

    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();
    private final List<NodeChannel> channels = new ArrayList<>();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final LeaderWatch leaders;

    /** Three nodes on this machine. */
    ChaosCluster(ChaosPlan plan) throws IOException {
        this(plan, Machine::own);
    }

    ChaosCluster(ChaosPlan plan, Machine.Maker maker) throws IOException {
        List<Integer> ports = freePorts();
        for (int id = 1; id <= SIZE; id++) {
            Path directory = plan.directory().resolve("node" + id);
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("node.toml"), configuration(id, ports, plan.strategy()));
            Machine machine = maker.make(directory);
            machines.add(machine);
            nodes.add(new NodeProcess(id, ports.get(id - 1), machine, plan.launcher(), directory));
            channels.add(new NodeChannel(id, ports.get(id - 1), CONNECTIONS, loops));
        }
        leaders = new LeaderWatch(channels);
    }

    /** Ports that were free a moment ago. All are held until the last is found, so that they differ. */
    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < SIZE; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        return ports;
    }

    private static String configuration(int id, List<Integer> ports, Strategy strategy) {
        StringBuilder members = new StringBuilder();
        for (int member = 1; member <= SIZE; member++) {
            members.append("    { id = %d, address = \"127.0.0.1:%d\", role = 1, status = 2 },%n"
                    .formatted(member, ports.get(member - 1)));
        }
        return """
                [cluster]
                node_id = %d
                listen_address = "127.0.0.1:%d"
                initial_cluster = [
                %s]

                [raft.election]
                election_timeout_min = 1000
                election_timeout_max = 2000

                [raft.read_consistency]
                default_policy = "LinearizableRead"
                lease_duration_ms = 500

                [raft.persistence]
                strategy = "%s"
                """.formatted(id, ports.get(id - 1), members, strategy.configName());
    }

    /** Starts all nodes and waits until one leads. */
    void start() {
        nodes.forEach(NodeProcess::start);
        leaders.start();
        await("a leader", 60, () -> leaders.leadership().nodeId() != 0);
    }

    List<NodeProcess> nodes() {
        return List.copyOf(nodes);
    }

    List<NodeChannel> channels() {
        return List.copyOf(channels);
    }

    NodeProcess node(int id) {
        return nodes.get(id - 1);
    }

    NodeChannel channel(int id) {
        return channels.get(id - 1);
    }

    LeaderWatch leaders() {
        return leaders;
    }

    void restart(int id) {
        node(id).start();
    }

    /** Waits for a condition that depends on other processes; there is nobody here to be woken by. */
    void await(String what, long seconds, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new ChaosException("waited " + seconds + " s in vain for " + what + "\n" + lastWords());
            }
            rest(POLL_MILLIS);
        }
    }

    static void rest(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted");
        }
    }

    private String lastWords() {
        StringBuilder words = new StringBuilder();
        for (NodeProcess node : nodes) {
            words.append("--- node ")
                    .append(node.id())
                    .append(node.isRunning() ? ", which runs, " : ", which does not run, ")
                    .append("has printed last:\n")
                    .append(node.lastOutput());
        }
        return words.toString();
    }

    @Override
    public void close() throws IOException {
        leaders.close();
        channels.forEach(NodeChannel::close);
        nodes.parallelStream().forEach(NodeProcess::stop);
        for (Machine machine : machines) {
            machine.close();
        }
        var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
