package io.dengine.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A listening socket for peers only, for nodes that serve no clients over the network. */
public final class PeerListener implements CallerPort, AutoCloseable {
    private final Channel channel;
    private final EventLoopGroup loops;
    private final AtomicReference<@Nullable Consumer<ChannelPipeline>> acceptor;

    private PeerListener(
            Channel channel, EventLoopGroup loops, AtomicReference<@Nullable Consumer<ChannelPipeline>> acceptor) {
        this.channel = channel;
        this.loops = loops;
        this.acceptor = acceptor;
    }

    /**
     * Binds {@code address}; port 0 lets the system choose. Connections wait until {@link #serve}.
     *
     * @param tls encrypts all connections, or null for none
     * @throws IOException if the address cannot be bound
     */
    public static PeerListener bind(HostPort address, EventLoopGroup loops, @Nullable SslContext tls)
            throws IOException {
        AtomicReference<@Nullable Consumer<ChannelPipeline>> chosen = new AtomicReference<>();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        Consumer<ChannelPipeline> acceptor = chosen.get();
                        if (acceptor != null) {
                            if (tls != null) {
                                ch.pipeline().addLast(tls.newHandler(ch.alloc()));
                            }
                            acceptor.accept(ch.pipeline());
                        }
                    }
                });
        ChannelFuture bound = bootstrap.bind(new InetSocketAddress(address.host(), address.port()));
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + address.host() + ":" + address.port() + ": "
                            + PeerLink.describe(bound.cause()),
                    bound.cause());
        }
        return new PeerListener(bound.channel(), loops, chosen);
    }

    /** Passes all connections to {@code peers} from now on. Called once. */
    public void serve(PeerAcceptor peers) {
        acceptor.set(peers::addTo);
        channel.config().setAutoRead(true);
    }

    @Override
    public void tellCallersTo(CallerWatch watch) {
        acceptor.set(pipeline -> {
            watch.noticed(pipeline.channel());
            watch.addTo(pipeline);
        });
        channel.config().setAutoRead(true);
    }

    @Override
    public void awaitAccepted() throws InterruptedException {
        channel.eventLoop().submit(() -> {}).await();
        for (EventExecutor loop : loops) {
            loop.submit(() -> {}).await();
        }
    }

    /** Returns the port of the socket. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
