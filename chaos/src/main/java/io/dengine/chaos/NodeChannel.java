package io.dengine.chaos;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The connections to one node. They reconnect by themselves soon after the node has restarted. */
final class NodeChannel implements AutoCloseable {
    private final int nodeId;
    private final List<ManagedChannel> channels = new ArrayList<>();

    NodeChannel(int nodeId, String address, int connections, EventLoopGroup loops) {
        this.nodeId = nodeId;
        for (int i = 0; i < connections; i++) {
            channels.add(NettyChannelBuilder.forTarget(address)
                    .usePlaintext()
                    .channelType(NioSocketChannel.class)
                    .eventLoopGroup(loops)
                    .directExecutor()
                    .disableRetry()
                    .keepAliveTime(30, TimeUnit.SECONDS)
                    .build());
        }
    }

    int nodeId() {
        return nodeId;
    }

    /** Returns the connection of a user. */
    ManagedChannel channel(int user) {
        return channels.get(user % channels.size());
    }

    /** Reconnects without waiting for the backoff after a failed attempt, so that no figure includes it. */
    void reconnectNow() {
        for (ManagedChannel channel : channels) {
            if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                channel.resetConnectBackoff();
            }
        }
    }

    /** Returns whether the node is connected. Without a connection a new call certainly has no effect. */
    boolean isConnected() {
        return channel(0).getState(true) == ConnectivityState.READY;
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
