package io.dengine.server.grpc;

import io.dengine.api.ReadLevel;
import io.dengine.core.CoreStatus;
import io.dengine.node.NodeState;
import io.dengine.server.FakeNode;
import io.dengine.server.access.AdminAccess;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The services on a port of loopback, and a connection to them. */
final class GrpcNode implements AutoCloseable {
    final FakeNode fake = new FakeNode();
    final GrpcServices services;
    final ManagedChannel channel;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Server server;

    GrpcNode() throws IOException {
        this(new GrpcConfig(ReadLevel.LINEARIZABLE, true, 5));
    }

    GrpcNode(GrpcConfig config) throws IOException {
        this(config, AdminAccess.open());
    }

    GrpcNode(GrpcConfig config, AdminAccess access) throws IOException {
        services = new GrpcServices(config, fake, fake, access, executor);
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor();
        for (BindableService service : services.services()) {
            builder.addService(service);
        }
        server = builder.build().start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    /** Makes this node a follower of {@code leaderId}, or of nobody for 0. */
    void follow(int leaderId) {
        fake.tell(new NodeState(1, new CoreStatus(CoreStatus.RoleName.FOLLOWER, 4, leaderId, false), 10, 10, 5));
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
        executor.shutdownNow();
    }
}
