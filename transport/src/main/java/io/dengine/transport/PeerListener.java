package io.dengine.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A listening socket for peers alone, for nodes that serve no clients over the network. */
public final class PeerListener implements AutoCloseable {
    private final Channel channel;

    private PeerListener(Channel channel) {
        this.channel = channel;
    }

    /**
     * Listens on {@code address}; port 0 lets the system choose.
     *
     * @throws IOException if the address cannot be listened on
     */
    public static PeerListener bind(HostPort address, PeerAcceptor acceptor, EventLoopGroup loops) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        acceptor.addTo(ch.pipeline());
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
        return new PeerListener(bound.channel());
    }

    /** The port that is listened on. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
