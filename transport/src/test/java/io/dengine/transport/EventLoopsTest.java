package io.dengine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loops of both versions of Netty. */
class EventLoopsTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void loops_serve_a_connection_and_end(boolean handlers) throws Exception {
        EventLoops loops = new EventLoops(2, "loops", handlers);
        CompletableFuture<String> accepted = new CompletableFuture<>();
        Channel listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        accepted.complete(Thread.currentThread().getName());
                        ChannelFuture unused = context.close();
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        Channel dialled = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(listener.localAddress())
                .sync()
                .channel();

        assertThat(accepted.get(10, TimeUnit.SECONDS)).startsWith("loops");
        assertThat(dialled.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
        Future<?> unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        assertThat(loops.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(loops.isShutdown()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_listener_waits_for_all_loops(boolean handlers) throws Exception {
        EventLoops loops = new EventLoops(2, "loops", handlers);
        try (PeerListener listener = PeerListener.bind(new HostPort("127.0.0.1", 0), loops, null)) {
            CountDownLatch busy = new CountDownLatch(1);
            AtomicInteger done = new AtomicInteger();
            for (EventExecutor loop : loops) {
                loop.execute(() -> {
                    awaitQuietly(busy);
                    done.incrementAndGet();
                });
            }
            new Thread(busy::countDown).start();
            listener.awaitAccepted();
            assertThat(done).hasValue(2);
        } finally {
            Future<?> unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
