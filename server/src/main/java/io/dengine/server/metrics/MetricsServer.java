package io.dengine.server.metrics;

import io.dengine.bytes.Bytes;
import io.dengine.server.http.HttpConnection;
import io.dengine.server.http.HttpExchange;
import io.dengine.server.http.HttpLimits;
import io.dengine.server.http.HttpReply;
import io.dengine.server.memory.ChannelMemory;
import io.dengine.server.memory.MemoryBudget;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Serves {@code /metrics} on a port of its own, with the limits and deadlines of the node's main port. The numbers are
 * read by threads of their own: a reader costs the event loops nothing.
 */
public final class MetricsServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 100;

    /** A reader sends nothing but a request line. */
    private static final HttpLimits LIMITS = new HttpLimits(4 << 10, 8 << 10, 1 << 10, 10_000, 10_000, 60_000, 30_000);

    private final Channel server;
    private final ChannelGroup readers = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final MetricsRegistry registry;

    private MetricsServer(
            InetSocketAddress address, MetricsRegistry registry, EventLoopGroup loops, MemoryBudget memory)
            throws IOException {
        this.registry = registry;
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel reader) {
                        accept(reader, memory);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (bound.cause() instanceof IOException failure) {
            throw failure;
        }
        if (bound.cause() != null) {
            throw new IOException(
                    "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        this.server = bound.channel();
    }

    /**
     * Begins to listen.
     *
     * @param host the address to listen on
     * @param port 0 lets the system pick one
     * @param loops of the NIO kind; they belong to the caller and must outlive this object
     * @param memory what readers hold is counted there
     * @throws IOException if the port cannot be listened on
     */
    public static MetricsServer start(
            String host, int port, MetricsRegistry registry, EventLoopGroup loops, MemoryBudget memory)
            throws IOException {
        return new MetricsServer(new InetSocketAddress(host, port), registry, loops, memory);
    }

    private void accept(Channel reader, MemoryBudget memory) {
        if (readers.size() >= MAX_CONNECTIONS || !ChannelMemory.open(reader, memory)) {
            var unused = reader.close(); // nobody waits for it
            return;
        }
        readers.add(reader);
        HttpConnection.addTo(reader.pipeline(), this::answer, LIMITS);
    }

    private void answer(HttpExchange exchange) {
        if (!exchange.path().equals("/metrics")) {
            exchange.reply(text(404, "only /metrics is here\n", ""));
        } else if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.reply(text(405, "only GET is answered\n", "GET, HEAD"));
        } else {
            Thread.ofVirtual().name("d-engine-metrics").start(() -> exchange.reply(numbers()));
        }
    }

    private HttpReply numbers() {
        return new HttpReply(200, PrometheusText.CONTENT_TYPE, Bytes.utf8(registry.text()), "");
    }

    private static HttpReply text(int status, String text, String allow) {
        return new HttpReply(status, "text/plain; charset=utf-8", Bytes.utf8(text), allow);
    }

    /** The port it listens on. */
    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        readers.close().awaitUninterruptibly();
    }
}
