package io.dengine.embedded.costs;

import io.dengine.api.AsyncClient;
import io.dengine.client.ClientSettings;
import io.dengine.client.EngineClient;
import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.embedded.EngineConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.node.LocalNode;
import io.dengine.node.LocalNodeConfig;
import io.dengine.node.LocalTarget;
import io.dengine.transport.ClusterId;
import io.dengine.transport.EventLoops;
import io.dengine.transport.TransportConfig;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A cluster of three nodes, connected over loopback. Each is assembled as an embedded engine assembles it, with its
 * standard configuration; an engine itself has no place for something that counts messages.
 */
final class ThreeNodes implements Engines {
    static final int SIZE = 3;
    private static final int LOOPS = 2;
    private static final ClientSettings SETTINGS =
            ClientSettings.STANDARD.withEndsWithNode(true).withTimeout(OneEngine.PATIENCE);
    private static final ClusterId CLUSTER = new ClusterId(1, 2);

    private final List<EventLoopGroup> loops = new ArrayList<>();
    private final List<CountedPort> ports = new ArrayList<>();
    private final List<LocalNode> nodes = new ArrayList<>();
    private final List<AsyncClient> clients = new ArrayList<>();

    ThreeNodes(Path directory, Tally tally) throws IOException {
        for (int id = 1; id <= SIZE; id++) {
            loops.add(new EventLoops(LOOPS, "d-engine-loop-" + id));
            ports.add(new CountedPort(loops.get(id - 1), tally));
        }
        NodeHooks hooks = NodeHooks.none().withSteps((core, event, effects) -> tally.stepped(event));
        for (int id = 1; id <= SIZE; id++) {
            LocalNode node = LocalNode.open(settings(id, directory, tally), hooks, loops.get(id - 1));
            nodes.add(node);
            clients.add(new EngineClient(new LocalTarget(node, Runnable::run), SETTINGS));
            ports.get(id - 1).serve(node.acceptor());
            node.start();
        }
    }

    private LocalNodeConfig settings(int id, Path directory, Tally tally) {
        EngineConfig.Builder builder =
                EngineConfig.in(directory.resolve("node" + id)).nodeId(id);
        for (int member = 1; member <= SIZE; member++) {
            builder.member(member, ports.get(member - 1).address());
        }
        EngineConfig config = builder.build();
        return new LocalNodeConfig(
                        config.directory(),
                        CLUSTER,
                        config.peers().members(),
                        config.peers().address(),
                        config.node().withSeed(id), // different election timeouts
                        TransportConfig.standard(),
                        config.store(),
                        config.keys())
                .withLog(tally::openLog);
    }

    @Override
    public AsyncClient client() {
        return clients.get(leader());
    }

    @Override
    public long term() {
        return nodes.get(leader()).node().status().term();
    }

    private int leader() {
        long deadlineNanos = System.nanoTime() + OneEngine.PATIENCE.toNanos();
        while (System.nanoTime() < deadlineNanos) {
            try {
                nodes.get(0).node().readIndex().join(); // waits for a leader
            } catch (CompletionException e) {
                continue; // not within the timeout of a request
            }
            for (int i = 0; i < SIZE; i++) {
                CoreStatus status = nodes.get(i).node().status();
                if (status.role() == RoleName.LEADER && status.ready()) {
                    return i;
                }
            }
        }
        throw new IllegalStateException("no node leads");
    }

    @Override
    public void close() {
        nodes.forEach(LocalNode::close);
        clients.forEach(AsyncClient::close);
        ports.forEach(CountedPort::close);
        for (EventLoopGroup group : loops) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
