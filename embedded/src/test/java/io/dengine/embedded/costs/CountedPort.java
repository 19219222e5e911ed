package io.dengine.embedded.costs;

import io.dengine.transport.PeerAcceptor;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A listening socket that counts the bytes that peers send to it. Each node dials every other one, and sends its
 * messages on the connections that it has dialled.
 */
final class CountedPort implements AutoCloseable {
    private final CompletableFuture<PeerAcceptor> peers = new CompletableFuture<>();
    private final Channel channel;

    /** Binds an ephemeral port of the loopback interface. Connections wait until {@link #serve}. */
    CountedPort(EventLoopGroup loops, Tally tally) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new Counter(tally));
                        peers.join().addTo(accepted.pipeline());
                    }
                });
        channel = bootstrap
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    private static final class Counter extends ChannelInboundHandlerAdapter {
        private final Tally tally;

        Counter(Tally tally) {
            this.tally = tally;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes) {
                tally.sent(bytes.readableBytes());
            }
            context.fireChannelRead(message);
        }
    }

    String address() {
        return "127.0.0.1:" + ((InetSocketAddress) channel.localAddress()).getPort();
    }

    void serve(PeerAcceptor acceptor) {
        peers.complete(acceptor);
        channel.config().setAutoRead(true);
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
