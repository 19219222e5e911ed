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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A cluster of nodes with their own directories and ports, and the connections to them.
 *
 * <p>Its members are the nodes that the scenario relies on; they are not necessarily running.
 */
final class ChaosCluster implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final long POLL_MILLIS = 20;

    /** The time limit of a start. A busy machine needs a minute to start a process. */
    private static final long START_SECS = 300;

    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();
    private final List<NodeChannel> channels = new ArrayList<>();
    private final List<Integer> members = new CopyOnWriteArrayList<>();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final LeaderWatch leaders = new LeaderWatch(this::channels);

    /** A shutdown hook that kills all processes and unmounts all disks. */
    private final Thread abandonment = new Thread(this::abandon, "abandonment");

    /** Creates three nodes on this machine. */
    ChaosCluster(ChaosPlan plan) throws IOException {
        this(plan, new OwnFiles(plan), Machine::own);
    }

    ChaosCluster(ChaosPlan plan, NodeFiles files, Machine.Maker maker) throws IOException {
        Runtime.getRuntime().addShutdownHook(abandonment);
        int count = files.count();
        List<Integer> ports = freePorts(2 * count);
        List<String> addresses = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            Machine machine = maker.make(Files.createDirectories(directory(plan, id)));
            machines.add(machine);
            addresses.add(machine.host() + ":" + ports.get(id - 1));
        }
        for (int id = 1; id <= count; id++) {
            Path directory = directory(plan, id);
            Files.writeString(directory.resolve("node.toml"), files.configuration(id, addresses));
            Machine machine = machines.get(id - 1);
            NodeProcess.Ports own = new NodeProcess.Ports(ports.get(id - 1), ports.get(count + id - 1));
            NodeProcess node = new NodeProcess(id, own, machine, plan.places().launcher(), directory);
            node.configure(files.environment());
            nodes.add(node);
            channels.add(new NodeChannel(id, node.address(), CONNECTIONS, loops));
            if (id <= files.founders()) {
                members.add(id);
            }
        }
    }

    private static Path directory(ChaosPlan plan, int id) {
        return plan.places().directory().resolve("node" + id);
    }

    /**
     * Returns ports that were free a moment ago. Keeps all of them bound until the last is found, so that they differ.
     */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
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

    /**
     * Starts all members and waits until one of them leads and all follow it. A fault that comes before meets voters
     * with new disks, which do not count yet.
     */
    void start() {
        nodes().forEach(NodeProcess::start);
        leaders.start();
        await("a leader", START_SECS, () -> leaders.leadership().nodeId() != 0);
        members().forEach(id -> Readiness.await(this, id));
    }

    /** Returns the ids of the members. */
    List<Integer> members() {
        return List.copyOf(members);
    }

    /** Starts a node that is not a member yet. The node itself asks to join. */
    void add(int id) {
        node(id).start();
        members.add(id);
    }

    /** Stops a node that is no longer a member. */
    void drop(int id) {
        members.remove((Integer) id);
        node(id).stop();
    }

    /** Returns the processes of the members. */
    List<NodeProcess> nodes() {
        return members.stream().map(this::node).toList();
    }

    /** Returns the connections to the members. */
    List<NodeChannel> channels() {
        return members.stream().map(this::channel).toList();
    }

    NodeProcess node(int id) {
        return nodes.get(id - 1);
    }

    NodeChannel channel(int id) {
        return channels.get(id - 1);
    }

    /** Returns the connections to the node that led last. */
    NodeChannel leader() {
        return channel(leaders.leadership().nodeId());
    }

    LeaderWatch leaders() {
        return leaders;
    }

    void restart(int id) {
        node(id).start();
    }

    /**
     * Starts a node whose empty disk replaces its former one, until a condition holds. The node exits if only members
     * answer that do not know of the replacement yet, and is then started again.
     */
    void startReplaced(int id, String what, long seconds, BooleanSupplier condition) {
        await(what, seconds, () -> {
            if (!node(id).isRunning()) {
                restart(id);
            }
            return condition.getAsBoolean();
        });
    }

    /** Waits for a condition by polling, because other processes change it and cannot notify this one. */
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
        for (NodeProcess node : nodes()) {
            words.append("--- node ")
                    .append(node.id())
                    .append(node.isRunning() ? ", running, " : ", not running, ")
                    .append("last output:\n")
                    .append(node.lastOutput());
        }
        return words.toString();
    }

    private void abandon() {
        nodes.parallelStream().forEach(NodeProcess::kill);
        for (Machine machine : machines) {
            try {
                machine.close();
            } catch (IOException e) {
                System.err.println("could not remove " + machine.dataDirectory() + ": " + e.getMessage());
            }
        }
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
        Runtime.getRuntime().removeShutdownHook(abandonment);
    }
}
