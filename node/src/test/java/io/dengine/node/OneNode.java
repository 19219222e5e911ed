package io.dengine.node;

import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.membership.Member;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeHooks;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.transport.ClusterId;
import io.dengine.transport.TransportConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A cluster of one, on a real disk. */
final class OneNode implements AutoCloseable {
    private static final long MILLISECOND = 1_000_000L;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    final LocalNode node;

    OneNode(Path directory, long requestTimeoutMillis, KvConfig store) throws IOException {
        this(directory, requestTimeoutMillis, store, true);
    }

    /** Opens the node; unless it is to run, it has read its files and applied nothing of its log yet. */
    OneNode(Path directory, long requestTimeoutMillis, KvConfig store, boolean runs) throws IOException {
        LocalNodeConfig config = config(directory, requestTimeoutMillis, store);
        node = LocalNode.open(config, NodeHooks.none(), loops);
        if (runs) {
            node.start();
        }
    }

    /** The only voter of cluster (1, 2), in this directory. */
    static LocalNodeConfig config(Path directory, long requestTimeoutMillis, KvConfig store) {
        CoreConfig core = new CoreConfig(
                1,
                100 * MILLISECOND,
                200 * MILLISECOND,
                25 * MILLISECOND,
                50 * MILLISECOND,
                1_000,
                1 << 20,
                64,
                1 << 20,
                Effect.Level.SYNCED,
                7);
        return new LocalNodeConfig(
                directory,
                new ClusterId(1, 2),
                List.of(new Member(1, "127.0.0.1:1", 0, Member.Role.VOTER)),
                "127.0.0.1:1",
                NodeConfig.of(core).withRequestTimeoutNanos(requestTimeoutMillis * MILLISECOND),
                TransportConfig.standard(),
                store,
                KeyTables.Opener.MEMORY);
    }

    @Override
    public void close() {
        node.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
