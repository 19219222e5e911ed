package io.dengine.server.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The five machines of the original's Jepsen suite: three voters, and two that may join. */
final class JepsenCluster implements AutoCloseable {
    private static final int SIZE = 5;
    private static final int VOTERS = 3;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final List<JepsenNode> nodes = new ArrayList<>();
    private final JepsenClient client;

    JepsenCluster(Path home) throws IOException {
        Path launcher = DemoRelease.assemble(home);
        List<Integer> ports = freePorts();
        for (int id = 1; id <= SIZE; id++) {
            Path directory = home.resolve("node" + id + "/app");
            nodes.add(new JepsenNode(id, ports.get(2 * id - 2), ports.get(2 * id - 1), directory, launcher));
        }
        for (JepsenNode node : voters()) {
            node.configure("n" + node.id, JepsenConfig.voter(node, voters()));
        }
        for (JepsenNode node : nodes.subList(VOTERS, SIZE)) {
            List<JepsenNode> others = nodes.subList(0, node.id - 1);
            node.configure("n" + node.id, JepsenConfig.learner(node, others, false));
            node.configure("n" + node.id + "-readonly", JepsenConfig.learner(node, others, true));
        }
        client = new JepsenClient(voters());
    }

    /** All are held until the last is found, so that they differ. */
    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 2 * SIZE; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    /**
     * Returns once each of them has met the first leader: one that missed the cluster's beginning cannot make up for
     * another's death before.
     */
    void startVoters() throws IOException, InterruptedException {
        for (JepsenNode node : voters()) {
            node.start("n" + node.id);
        }
        for (JepsenNode node : voters()) {
            node.awaitComplete();
        }
    }

    List<JepsenNode> voters() {
        return nodes.subList(0, VOTERS);
    }

    JepsenNode node(int id) {
        return nodes.get(id - 1);
    }

    JepsenClient client() {
        return client;
    }

    /** The node that answers linearizable reads, once there is one. */
    JepsenNode awaitPrimary() throws InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LIMIT_NANOS) {
            List<Integer> primaries = client.primaries();
            if (primaries.size() == 1) {
                return nodes.get(primaries.get(0));
            }
            Thread.sleep(50);
        }
        throw new AssertionError("no node answers linearizable reads\n" + outputs());
    }

    String outputs() {
        StringBuilder all = new StringBuilder();
        nodes.forEach(node -> all.append(node.outputNow()).append('\n'));
        return all.toString();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        client.close();
        for (JepsenNode node : nodes) {
            node.close();
        }
    }
}
