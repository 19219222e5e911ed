package io.dengine.server.http;

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
import java.net.BindException;
import java.net.InetSocketAddress;

/**
 * An HTTP port beside the node's main port, for readers that send no body, or one of at most 1 KiB. Its size
 * limits are below those of the main port. It has a memory budget of its own, so that an operator can look at a node
 * whose clients have used up theirs.
 */
public final class HttpPort implements AutoCloseable {
    /** Half of it is for connections, so it is enough for some 125 of them. */
    private static final long MEMORY_BYTES = 8 << 20;

    private static final HttpLimits LIMITS = new HttpLimits(4 << 10, 8 << 10, 1 << 10, 10_000, 10_000, 60_000, 30_000);

    private final Channel server;
    private final ChannelGroup readers = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final HttpHandler handler;
    private final int maxConnections;
    private final MemoryBudget memory = new MemoryBudget(MEMORY_BYTES, MemoryBudget.Listener.NONE);

    /**
     * Starts to listen.
     *
     * @param address with port 0 the system picks one
     * @param handler answers requests, on an event loop
     * @param maxConnections connections beyond this number are closed
     * @param loops of the NIO kind; they belong to the caller and must outlive this object
     * @throws BindException if the address is in use or not one of this machine; the message names it
     * @throws IOException if listening fails for another reason
     */
    public HttpPort(InetSocketAddress address, HttpHandler handler, int maxConnections, EventLoopGroup loops)
            throws IOException {
        this.handler = handler;
        this.maxConnections = maxConnections;
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel reader) {
                        accept(reader);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (bound.cause() != null) {
            throw unbound(address, bound.cause());
        }
        this.server = bound.channel();
    }

    private static IOException unbound(InetSocketAddress address, Throwable cause) {
        String what =
                "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": " + cause.getMessage();
        if (!(cause instanceof BindException)) {
            return new IOException(what, cause);
        }
        BindException failure = new BindException(what);
        failure.initCause(cause);
        return failure;
    }

    private void accept(Channel reader) {
        if (readers.size() >= maxConnections || !ChannelMemory.open(reader, memory)) {
            var unused = reader.close(); // the close future reports the end
            return;
        }
        readers.add(reader);
        HttpConnection.addTo(reader.pipeline(), handler, LIMITS);
    }

    /** Returns the address on which it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        readers.close().awaitUninterruptibly();
    }
}
