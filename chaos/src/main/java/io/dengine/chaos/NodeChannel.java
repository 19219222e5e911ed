package io.dengine.chaos;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The connections to one node. They come back by themselves, quickly, when the node does. */
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

    /** The connection for the given user of it. */
    ManagedChannel channel(int user) {
        return channels.get(user % channels.size());
    }

    /** Tries again at once where the last attempt to connect has failed, so that no figure contains a client's wait. */
    void reconnectNow() {
        for (ManagedChannel channel : channels) {
            if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                channel.resetConnectBackoff();
            }
        }
    }

    /** Whether a call begun now has a connection to go on; without one it certainly does nothing. */
    boolean isConnected() {
        return channel(0).getState(true) == ConnectivityState.READY;
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
