package io.dengine.server.port;

import io.dengine.server.grpc.StreamMemory;
import io.dengine.transport.CallerPort;
import io.dengine.transport.CallerWatch;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** The listening port of a node: all its protocols on one address. */
public final class NodePort implements CallerPort, AutoCloseable {
    private static final int CLOSE_MILLIS = 2_000;

    private final Server server;
    private final FirstBytes firstBytes;
    private final LateServices services;
    private final EventLoopGroup loops;

    private NodePort(Server server, FirstBytes firstBytes, LateServices services, EventLoopGroup loops) {
        this.server = server;
        this.firstBytes = firstBytes;
        this.services = services;
        this.loops = loops;
    }

    /** Starts to listen and to serve: {@link #bind}, then {@link #serve}. */
    public static NodePort start(PortConfig config, Protocols protocols, EventLoopGroup loops) throws IOException {
        NodePort port = bind(config, loops);
        port.serve(protocols);
        return port;
    }

    /**
     * Starts to listen. Until {@link #serve}, every connection is closed at once, so that its client asks another node;
     * except for callers, see {@link #tellCallersTo}.
     *
     * @param loops of the NIO kind; they belong to the caller and must outlive this object
     * @throws BindException if the address is in use or not one of this machine, with a message of one line
     * @throws IOException if listening fails for another reason
     */
    public static NodePort bind(PortConfig config, EventLoopGroup loops) throws IOException {
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        FirstBytes firstBytes = new FirstBytes(config);
        LateServices services = new LateServices();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .protocolNegotiator(firstBytes)
                .channelType(NioServerSocketChannel.class)
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .directExecutor()
                // gRPC would close every connection on which its own handshake is not complete by then, and so those of
                // peers and of HTTP/1.1. The deadline of a silent connection is firstBytesMillis.
                .handshakeTimeout(Long.MAX_VALUE, TimeUnit.MILLISECONDS)
                .withOption(ChannelOption.SO_BACKLOG, 1024)
                .withOption(ChannelOption.SO_REUSEADDR, true)
                .withChildOption(ChannelOption.TCP_NODELAY, true)
                .maxInboundMessageSize(config.maxMessageBytes())
                .maxInboundMetadataSize(16 << 10)
                .maxConcurrentCallsPerConnection(config.maxStreams())
                .maxRstFramesPerWindow(1_000, 10)
                .permitKeepAliveTime(20, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(60, TimeUnit.SECONDS)
                .keepAliveTimeout(20, TimeUnit.SECONDS);
        builder.addStreamTracerFactory(StreamMemory.tracers())
                .intercept(StreamMemory.interceptor())
                .fallbackHandlerRegistry(services);
        try {
            return new NodePort(builder.build().start(), firstBytes, services, loops);
        } catch (IOException e) {
            throw explained(config, e);
        }
    }

    /**
     * Serves all connections from now on. Called once.
     *
     * @param protocols the handlers of the connections; called on the event loops, so they must not block
     */
    public void serve(Protocols protocols) {
        services.serve(protocols.services());
        firstBytes.serve(protocols);
    }

    @Override
    public void tellCallersTo(CallerWatch watch) {
        firstBytes.tellCallersTo(watch);
    }

    @Override
    public void awaitAccepted() throws InterruptedException {
        for (int turn = 0; turn < 2; turn++) { // one loop accepts, another one begins with what was accepted
            for (EventExecutor loop : loops) {
                loop.submit(() -> {}).await();
            }
        }
    }

    private static IOException explained(PortConfig config, IOException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String where = config.host() + ":" + config.port();
        if (!(root instanceof BindException)) {
            return new IOException("cannot listen on " + where + ": " + root.getMessage(), e);
        }
        String reason = String.valueOf(root.getMessage());
        BindException failure = new BindException(
                reason.contains("in use")
                        ? "cannot listen on " + where + ": the port is in use by another program"
                        : "cannot listen on " + where + ": " + reason);
        failure.initCause(e);
        return failure;
    }

    /** Returns the address on which this node listens, with the chosen port if the configured one was 0. */
    public InetSocketAddress boundAddress() {
        for (SocketAddress address : server.getListenSockets()) {
            if (address instanceof InetSocketAddress bound) {
                return bound;
            }
        }
        throw new IllegalStateException("the port is closed");
    }

    /** Returns the number of open connections. */
    public int connections() {
        return firstBytes.connections();
    }

    /** Stops listening and closes every connection. Calls in flight get up to one second to finish. */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(CLOSE_MILLIS / 2, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                server.awaitTermination(CLOSE_MILLIS / 2, TimeUnit.MILLISECONDS);
            }
            firstBytes.awaitNoConnections(CLOSE_MILLIS / 2);
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
