package io.dengine.server.cluster;

import io.dengine.api.ReadLevel;
import io.dengine.api.Subscription;
import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.membership.Member;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.node.LocalNode;
import io.dengine.node.LocalNodeConfig;
import io.dengine.node.LocalRequests;
import io.dengine.node.LocalTarget;
import io.dengine.server.access.AdminAccess;
import io.dengine.server.call.CallLimits;
import io.dengine.server.call.CallServer;
import io.dengine.server.http.GatewayConfig;
import io.dengine.server.http.JsonGateway;
import io.dengine.server.metrics.CallMeter;
import io.dengine.server.metrics.MetricsRegistry;
import io.dengine.server.port.NodePort;
import io.dengine.server.port.PortConfig;
import io.dengine.server.port.Protocols;
import io.dengine.transport.ClusterId;
import io.dengine.transport.NodeTls;
import io.dengine.transport.TlsFiles;
import io.dengine.transport.TransportConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A whole node within the test's process: disk, network, store and JSON interface are the real ones. */
final class NodeInProcess implements AutoCloseable {
    static final ClusterId CLUSTER = new ClusterId(11, 12);
    private static final long MILLISECOND = 1_000_000L;
    private static final AtomicLong SEEDS = new AtomicLong();

    final int id;
    private final String address;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final LocalNode node;
    private final LocalTarget target;
    private final CallServer calls;
    private final NodePort port;
    private final Subscription telling;

    /** Starts it as one of {@code members}, which say where it listens. */
    NodeInProcess(int id, List<Member> members, Path directory) throws IOException {
        this(config(id, members, directory, KeyTables.Opener.MEMORY));
    }

    NodeInProcess(LocalNodeConfig config) throws IOException {
        this(config, null);
    }

    /** @param encryption of all connections, or null for none */
    NodeInProcess(LocalNodeConfig config, @Nullable TlsFiles encryption) throws IOException {
        this.id = config.node().core().nodeId();
        this.address = config.address();
        node = LocalNode.open(config, NodeHooks.none(), loops);
        target = new LocalTarget(node, LocalRequests.ELSEWHERE);
        calls = new CallServer(id, target, CallLimits.standard(1 << 20), new CallMeter(new MetricsRegistry(id)));
        JsonGateway gateway = new JsonGateway(
                target,
                node,
                new GatewayConfig("test", ReadLevel.LEASE, true, 1024, 1 << 20, 1000, Set.of("x"), AdminAccess.open()));
        int listen = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        port = NodePort.start(
                PortConfig.standard("127.0.0.1", listen)
                        .withTls(
                                encryption == null
                                        ? null
                                        : NodeTls.load(encryption).accepting()),
                new Protocols(List.of(), gateway, node.acceptor(), calls),
                loops);
        node.start();
        telling = node.tellProgress(100 * MILLISECOND);
    }

    static LocalNodeConfig config(int id, List<Member> members, Path directory, KeyTables.Opener keys) {
        return config(id, members, directory, keys, TransportConfig.standard());
    }

    static LocalNodeConfig config(
            int id, List<Member> members, Path directory, KeyTables.Opener keys, TransportConfig transport) {
        return new LocalNodeConfig(
                directory,
                CLUSTER,
                members,
                members.get(id - 1).address(),
                NodeConfig.of(core(id)),
                transport,
                KvConfig.STANDARD,
                keys);
    }

    /** The voters of a cluster of {@code size}, on free ports of this machine. */
    static List<Member> members(int size) throws IOException {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= size; id++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                members.add(new Member(id, "127.0.0.1:" + free.getLocalPort(), 0, Member.Role.VOTER));
            }
        }
        return members;
    }

    String address() {
        return address;
    }

    /** Whether it may take part in elections: it has met the first leader, or was brought up to date. */
    boolean isComplete() {
        return !node.node().isRecovering();
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
                SEEDS.incrementAndGet());
    }

    @Override
    public void close() throws InterruptedException {
        telling.close();
        calls.close();
        target.close();
        port.close();
        node.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
}
