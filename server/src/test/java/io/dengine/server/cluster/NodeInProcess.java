package io.dengine.server.cluster;

import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.membership.Member;
import io.dengine.embedded.LocalNode;
import io.dengine.embedded.LocalNodeConfig;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.server.api.NodeKvFacade;
import io.dengine.server.api.ReadPolicy;
import io.dengine.server.http.GatewayConfig;
import io.dengine.server.http.JsonGateway;
import io.dengine.server.port.NodePort;
import io.dengine.server.port.PortConfig;
import io.dengine.server.port.Protocols;
import io.dengine.transport.ClusterId;
import io.dengine.transport.TransportConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A whole node within the test's process: disk, network, store and JSON interface are the real ones. */
final class NodeInProcess implements AutoCloseable {
    static final ClusterId CLUSTER = new ClusterId(11, 12);
    private static final long MILLISECOND = 1_000_000L;

    final int id;
    private final String address;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final LocalNode node;
    private final NodePort port;

    /** Starts it as one of {@code members}, which say where it listens. */
    NodeInProcess(int id, List<Member> members, Path directory) throws IOException {
        this(config(id, members, directory, KeyTables.Opener.MEMORY));
    }

    NodeInProcess(LocalNodeConfig config) throws IOException {
        this.id = config.node().core().nodeId();
        this.address = config.address();
        node = LocalNode.open(config, NodeHooks.none(), loops);
        JsonGateway gateway = new JsonGateway(
                new NodeKvFacade(id, node), new GatewayConfig("test", ReadPolicy.LEASE, true, 1024, 1 << 20, 1000));
        int listen = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        port = NodePort.start(
                PortConfig.standard("127.0.0.1", listen),
                new Protocols(List.of(), gateway, node.acceptor(), null),
                loops);
        node.start();
    }

    static LocalNodeConfig config(int id, List<Member> members, Path directory, KeyTables.Opener keys) {
        return new LocalNodeConfig(
                directory,
                CLUSTER,
                members,
                members.get(id - 1).address(),
                NodeConfig.of(core(id)),
                TransportConfig.standard(),
                KvConfig.STANDARD,
                keys);
    }

    String address() {
        return address;
    }

    private static CoreConfig core(int id) {
        return new CoreConfig(
                id,
                600 * MILLISECOND,
                1_200 * MILLISECOND,
                100 * MILLISECOND,
                300 * MILLISECOND,
                1_000,
                1 << 20,
                16,
                16 << 20,
                Effect.Level.WRITTEN,
                id);
    }

    @Override
    public void close() throws InterruptedException {
        port.close();
        node.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
}
