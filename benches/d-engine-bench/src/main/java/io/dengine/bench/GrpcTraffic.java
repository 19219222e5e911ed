package io.dengine.bench;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** gRPC connections, spread evenly over the targets. */
public final class GrpcTraffic implements Traffic {
    private static final long CONNECT_SECS = 20;

    private final Calls calls;
    private final EventLoopGroup loops;
    private final List<ManagedChannel> channels;

    /** The calls made over the connections. */
    public interface Calls {
        /** Returns a caller that makes the calls of one client on the given connection. */
        Caller on(ManagedChannel channel, LogicalClient client);
    }

    private GrpcTraffic(Calls calls, EventLoopGroup loops, List<ManagedChannel> channels) {
        this.calls = calls;
        this.loops = loops;
        this.channels = channels;
    }

    /** Opens connections for calls in the protocol of the original's clients. */
    public static GrpcTraffic open(Workload workload, List<Endpoint> targets, int count, int ioThreads)
            throws BenchException {
        return open((channel, client) -> new GrpcCaller(workload, channel, client), targets, count, ioThreads);
    }

    /** Opens the connections and waits until all are connected, so that the measurement does not include that. */
    public static GrpcTraffic open(Calls calls, List<Endpoint> targets, int count, int ioThreads)
            throws BenchException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(ioThreads, NioIoHandler.newFactory());
        List<ManagedChannel> channels = new ArrayList<>(count);
        for (int i = 0; i < Math.max(count, targets.size()); i++) {
            channels.add(channel(targets.get(i % targets.size()), loops));
        }
        GrpcTraffic traffic = new GrpcTraffic(calls, loops, channels);
        traffic.awaitReady();
        return traffic;
    }

    static ManagedChannel channel(Endpoint target, EventLoopGroup loops) {
        return NettyChannelBuilder.forAddress(target.socketAddress())
                .usePlaintext()
                .channelType(NioSocketChannel.class)
                .eventLoopGroup(loops)
                .withOption(ChannelOption.TCP_NODELAY, true)
                .directExecutor()
                .disableRetry()
                .build();
    }

    private void awaitReady() throws BenchException {
        CountDownLatch ready = new CountDownLatch(channels.size());
        channels.forEach(channel -> countReady(channel, ready));
        try {
            if (!ready.await(CONNECT_SECS, TimeUnit.SECONDS)) {
                long missing = ready.getCount();
                close();
                throw new BenchException(missing + " of " + channels.size() + " connections failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new BenchException("interrupted while connecting");
        }
    }

    private static void countReady(ManagedChannel channel, CountDownLatch ready) {
        ConnectivityState state = channel.getState(true);
        if (state == ConnectivityState.READY) {
            ready.countDown();
        } else {
            channel.notifyWhenStateChanged(state, () -> countReady(channel, ready));
        }
    }

    @Override
    public Caller caller(int index, LogicalClient client) {
        return calls.on(channels.get(index % channels.size()), client);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
