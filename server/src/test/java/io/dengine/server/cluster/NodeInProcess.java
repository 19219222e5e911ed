package io.dengine.server.cluster;

import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.Node;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.port.TimeSource;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.watch.WatchThread;
import io.dengine.server.api.NodeKvFacade;
import io.dengine.server.api.ReadPolicy;
import io.dengine.server.http.GatewayConfig;
import io.dengine.server.http.HttpHandler;
import io.dengine.server.http.JsonGateway;
import io.dengine.server.port.NodePort;
import io.dengine.server.port.PortConfig;
import io.dengine.transport.ClusterId;
import io.dengine.transport.PeerIdentity;
import io.dengine.transport.PeerTransport;
import io.dengine.transport.TransportConfig;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.disk.FileDisk;
import io.dengine.wal.snapshot.FileSnapshots;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A whole node within the test's process: disk, network, store and JSON interface are the real ones. */
final class NodeInProcess implements AutoCloseable {
    private static final ClusterId CLUSTER = new ClusterId(11, 12);
    private static final long MILLISECOND = 1_000_000L;

    final int id;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final PeerTransport transport;
    private final NodePort port;
    private volatile @Nullable HttpHandler gateway;
    private @Nullable Node node;
    private @Nullable WatchThread watches;

    /** Listens, so that the others can be told where; serves once it was started. */
    NodeInProcess(int id) throws IOException {
        this.id = id;
        transport =
                new PeerTransport(new PeerIdentity(CLUSTER, id, 0, "127.0.0.1:0"), TransportConfig.standard(), loops);
        HttpHandler late = exchange -> {
            HttpHandler present = gateway;
            if (present != null) {
                present.handle(exchange);
            }
        };
        port = NodePort.start(PortConfig.standard("127.0.0.1", 0), List.of(), late, transport.acceptor(), loops);
    }

    String address() {
        return "127.0.0.1:" + port.boundAddress().getPort();
    }

    void start(Configuration members, Path directory) throws IOException {
        SnapshotMeta bootstrap = SnapshotMeta.bootstrap(members);
        WalConfig wal = new WalConfig(CLUSTER.high(), CLUSTER.low(), id, "boot", bootstrap, 1 << 20, 1 << 20, id);
        KvStore store = new KvStore(KvConfig.STANDARD);
        watches = WatchThread.start(store.watchHub());
        Node started = Node.assemble(
                NodeConfig.of(core(id)),
                new SegmentedLog(FileDisk.open(directory), wal),
                FileSnapshots.open(FileDisk.open(directory.resolve("snapshots")), CLUSTER.high(), CLUSTER.low()),
                store,
                transport,
                TimeSource.system());
        node = started;
        gateway = new JsonGateway(
                new NodeKvFacade(id, started, store, CLUSTER.toString()),
                new GatewayConfig("test", ReadPolicy.LEASE, true, 1024, 1 << 20, 1000));
        started.start();
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
        if (node != null) {
            node.close();
        }
        transport.close();
        if (watches != null) {
            watches.close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
}
