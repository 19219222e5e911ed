package io.dengine.server.port;

import io.dengine.server.call.CallServer;
import io.dengine.server.grpc.GrpcConnection;
import io.dengine.server.http.HttpConnection;
import io.dengine.server.http.UnreadRequest;
import io.dengine.server.memory.ChannelMemory;
import io.dengine.transport.CallerWatch;
import io.dengine.transport.PeerAcceptor;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.InternalWriteBufferingAndExceptionHandlerUtils;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Detects the protocol of a new connection from its first bytes, and adds the handlers for it.
 *
 * <p>The only user of gRPC's internal classes. They have three demands. The negotiation event must be fired again for
 * gRPC's handler, or the connection hangs. gRPC's buffering handler must be removed for other protocols, or their
 * answers stay in it. The commands that gRPC writes when it shuts down must not reach the encoders of other protocols.
 */
final class FirstBytes implements InternalProtocolNegotiator.ProtocolNegotiator {
    private static final byte[] HTTP2 = "PRI * HTTP/2".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PEER = PeerAcceptor.magic();
    private static final byte[] CALLS = CallServer.magic();

    /** The first byte of a TLS handshake record. */
    private static final byte TLS_HANDSHAKE = 0x16;

    private static final String TLS_ONLY = "This port speaks TLS only: use https. Nothing was changed.";

    /** The memory that encryption costs a connection. */
    private static final long TLS_BYTES = 48 << 10;

    private static final long HTTP2_BYTES = 32 << 10;

    /** The number of connections accepted beyond the limit because they may turn out to be peers. */
    private static final int UNDECIDED_SURPLUS = 100;

    /** The maximum of encrypted connections without an account that wait to be identified as peers. */
    private static final int UNCOUNTED_HANDSHAKES = 32;

    private final PortConfig config;
    private volatile @Nullable Protocols served;
    private volatile @Nullable CallerWatch callers;
    private final InternalProtocolNegotiator.ProtocolNegotiator grpc = InternalProtocolNegotiators.serverPlaintext();
    private final AtomicInteger connections = new AtomicInteger();

    /** The connections that have not shown yet whether they are peers, oldest first. Guarded by itself. */
    private final Set<Channel> undecided = new LinkedHashSet<>();

    /**
     * The connections that begin like those of peers. Clients do not make room for them: the peers' protocol bounds the
     * number of those that have proven nothing.
     */
    private final Set<Channel> peers = ConcurrentHashMap.newKeySet();

    /** Oldest first. Guarded by itself. */
    private final Deque<Channel> uncounted = new ArrayDeque<>();

    FirstBytes(PortConfig config) {
        this.config = config;
    }

    /** See {@link NodePort#serve}. */
    void serve(Protocols protocols) {
        served = protocols;
    }

    /** See {@link NodePort#tellCallersTo}. */
    void tellCallersTo(CallerWatch watch) {
        callers = watch;
    }

    @Override
    public AsciiString scheme() {
        return AsciiString.of("http");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpcHandler) {
        return new Sniffer(grpcHandler, false, false);
    }

    @Override
    public void close() {
        grpc.close();
    }

    /** Returns the number of open connections. */
    int connections() {
        return connections.get();
    }

    private int clients() {
        return connections.get() - peers.size();
    }

    private void addPeer(Channel channel) {
        peers.add(channel);
        var unused = channel.closeFuture().addListener(closed -> peers.remove(channel));
    }

    /** Waits until no connection is open, at most {@code millis}. */
    synchronized void awaitNoConnections(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (connections.get() > 0) {
            long restMillis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (restMillis <= 0) {
                return;
            }
            wait(restMillis);
        }
    }

    /**
     * Lets a connection without a memory account decrypt the bytes that show whether it is a peer. Peers send these
     * bytes at once, so if there are too many such connections the oldest is closed: silent connections cannot keep
     * peers out.
     */
    private void addUncounted(Channel channel) {
        Channel oldest = null;
        synchronized (uncounted) {
            uncounted.addLast(channel);
            if (uncounted.size() > UNCOUNTED_HANDSHAKES) {
                oldest = uncounted.removeFirst();
            }
        }
        if (oldest != null) {
            close(oldest);
        }
    }

    /**
     * Takes a new connection in. If the port is full, the connection that has been silent for longest is closed for it:
     * it may be a peer, and members send their first bytes at once. So silent connections cannot keep members out.
     */
    private void addUndecided(Channel channel) {
        connections.incrementAndGet();
        boolean full = clients() > config.maxConnections() + UNDECIDED_SURPLUS;
        Channel oldest = null;
        synchronized (undecided) {
            undecided.add(channel);
            if (full) {
                oldest = undecided.iterator().next();
                undecided.remove(oldest);
            }
        }
        var unused = channel.closeFuture().addListener(closed -> {
            removeUndecided(channel);
            countDown();
        });
        if (oldest != null) {
            close(oldest);
        }
    }

    private void removeUndecided(Channel channel) {
        synchronized (undecided) {
            undecided.remove(channel);
        }
    }

    private void removeUncounted(Channel channel) {
        synchronized (uncounted) {
            uncounted.remove(channel);
        }
    }

    private void countDown() {
        if (connections.decrementAndGet() == 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private enum Protocol {
        UNDECIDED,
        GRPC,
        PEER,
        TLS,
        CALLS,
        HTTP
    }

    private static void close(Channel channel) {
        @SuppressWarnings("unused") // no caller waits for it
        ChannelFuture closing = channel.close();
    }

    private final class Sniffer extends ByteToMessageDecoder {
        private final GrpcHttp2ConnectionHandler grpcHandler;
        private final boolean encrypted;
        private @Nullable ScheduledFuture<?> deadline;
        private boolean decided;
        /** True if there was memory for the connection. Without, it is accepted only if it is a peer. */
        private boolean counted;

        /**
         * @param encrypted whether the bytes that arrive here were encrypted on the network
         * @param counted whether the connection has a memory account already
         */
        Sniffer(GrpcHttp2ConnectionHandler grpcHandler, boolean encrypted, boolean counted) {
            this.grpcHandler = grpcHandler;
            this.encrypted = encrypted;
            this.counted = counted;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            Channel channel = context.channel();
            if (!encrypted) {
                addUndecided(channel);
                begin(channel);
                if (!channel.isOpen()) {
                    return;
                }
            }
            deadline =
                    context.executor().schedule(() -> close(channel), config.firstBytesMillis(), TimeUnit.MILLISECONDS);
        }

        private void begin(Channel channel) {
            Protocols protocols = served;
            CallerWatch watch = callers;
            if (protocols != null) {
                counted = ChannelMemory.open(channel, protocols.memory());
            } else if (watch != null) {
                watch.noticed(channel);
            } else {
                close(channel); // this node is starting
            }
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            Protocol protocol = decided ? Protocol.UNDECIDED : protocolOf(in, config.tls() != null && !encrypted);
            if (protocol == Protocol.UNDECIDED) {
                return;
            }
            decided = true;
            stopDeadline();
            if (protocol != Protocol.TLS) {
                removeUndecided(context.channel());
            }
            SslContext tls = config.tls();
            if (tls != null && !encrypted && protocol != Protocol.TLS) {
                refusePlainText(context, in, protocol);
                return;
            }
            if (protocol != Protocol.PEER && !isAccepted(context.channel(), protocol)) {
                in.skipBytes(in.readableBytes());
                close(context.channel());
                return;
            }
            if (!take(context, protocol)) {
                in.skipBytes(in.readableBytes());
                close(context.channel());
                return;
            }
            // The new handlers receive the bytes that were read so far.
            context.pipeline().remove(this);
        }

        /** Returns whether there is room for a client's connection. */
        private boolean isAccepted(Channel channel, Protocol protocol) {
            if (protocol == Protocol.TLS) {
                return true; // only the decrypted bytes show whether it is a peer
            }
            if (clients() > config.maxConnections() || !counted) {
                return false;
            }
            return protocol != Protocol.GRPC || reserve(channel, HTTP2_BYTES);
        }

        private static boolean reserve(Channel channel, long bytes) {
            return ChannelMemory.of(channel).reservation().resize(bytes);
        }

        private void decrypt(ChannelHandlerContext context, SslContext tls) {
            Channel channel = context.channel();
            if (counted && !reserve(channel, TLS_BYTES)) {
                ChannelMemory.exempt(channel);
                counted = false;
            }
            if (!counted) {
                addUncounted(channel);
            }
            context.pipeline().addAfter(context.name(), "tls", tls.newHandler(context.alloc()));
            context.pipeline().addAfter("tls", null, new Sniffer(grpcHandler, true, counted));
        }

        /** Adds the handlers of the protocol. Returns false if this node does not serve it. */
        private boolean take(ChannelHandlerContext context, Protocol protocol) {
            Protocols protocols = served;
            if (protocol == Protocol.TLS) {
                decrypt(context, Objects.requireNonNull(config.tls()));
                return true;
            }
            return protocols == null ? isCaller(context, protocol) : take(context, protocol, protocols);
        }

        private boolean isCaller(ChannelHandlerContext context, Protocol protocol) {
            CallerWatch watch = callers;
            if (protocol != Protocol.PEER || watch == null) {
                return false;
            }
            addForeign(context);
            watch.addTo(context.pipeline());
            return true;
        }

        private boolean take(ChannelHandlerContext context, Protocol protocol, Protocols protocols) {
            switch (protocol) {
                case GRPC -> {
                    context.pipeline().addAfter(context.name(), null, grpc.newHandler(grpcHandler));
                    context.fireUserEventTriggered(InternalProtocolNegotiationEvent.withAttributes(
                            InternalProtocolNegotiationEvent.getDefault(),
                            GrpcConnection.attributes(
                                    context.channel(), config.http().bodyMillis())));
                }
                case PEER -> {
                    PeerAcceptor peers = protocols.peers();
                    if (peers == null) {
                        return false;
                    }
                    Channel channel = context.channel();
                    addForeign(context);
                    peers.addTo(context.pipeline(), () -> ChannelMemory.exempt(channel));
                    addPeer(channel);
                }
                case CALLS -> {
                    CallServer calls = protocols.calls();
                    if (calls == null) {
                        return false;
                    }
                    addForeign(context);
                    calls.addTo(context.pipeline());
                }
                case HTTP, UNDECIDED, TLS -> {
                    leaveGrpc(context);
                    HttpConnection.addTo(context.pipeline(), protocols.http(), config.http());
                }
            }
            return true;
        }

        private void addForeign(ChannelHandlerContext context) {
            leaveGrpc(context);
            context.pipeline().addLast(new ForeignWrites());
        }

        /** Answers HTTP clients with the reason, in plain HTTP. Closes connections of other protocols. */
        private void refusePlainText(ChannelHandlerContext context, ByteBuf in, Protocol protocol) {
            if (protocol == Protocol.HTTP) {
                leaveGrpc(context);
                UnreadRequest.refuse(context, in, TLS_ONLY);
            } else {
                in.skipBytes(in.readableBytes());
                close(context.channel());
            }
        }

        private void leaveGrpc(ChannelHandlerContext context) {
            InternalWriteBufferingAndExceptionHandlerUtils.writeBufferingAndRemove(context.channel());
        }

        private void stopDeadline() {
            if (deadline != null) {
                deadline.cancel(false);
                deadline = null;
            }
        }

        @Override
        protected void handlerRemoved0(ChannelHandlerContext context) {
            stopDeadline();
            if (encrypted && !counted) {
                removeUncounted(context.channel());
            }
        }

        /** Drops gRPC's announcement of its own negotiation. It is fired again once gRPC's handler is in place. */
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (!InternalProtocolNegotiationEvent.getDefault().getClass().isInstance(event)) {
                context.fireUserEventTriggered(event);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            close(context.channel());
        }
    }

    private static Protocol protocolOf(ByteBuf in, boolean mayBeTls) {
        if (mayBeTls && in.getByte(in.readerIndex()) == TLS_HANDSHAKE) {
            return Protocol.TLS;
        }
        if (matches(in, HTTP2)) {
            return in.readableBytes() < HTTP2.length ? Protocol.UNDECIDED : Protocol.GRPC;
        }
        if (matches(in, PEER)) {
            return in.readableBytes() < PEER.length ? Protocol.UNDECIDED : Protocol.PEER;
        }
        if (matches(in, CALLS)) {
            return in.readableBytes() < CALLS.length ? Protocol.UNDECIDED : Protocol.CALLS;
        }
        return Protocol.HTTP;
    }

    /** Returns whether the bytes that have arrived agree with {@code prefix} so far. */
    private static boolean matches(ByteBuf in, byte[] prefix) {
        int length = Math.min(in.readableBytes(), prefix.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** Closes the connection on gRPC's shutdown commands, which have no other meaning for these protocols. */
    private static final class ForeignWrites extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof ByteBuf) {
                @SuppressWarnings("unused") // the promise reports the outcome
                ChannelFuture writing = context.write(message, promise);
            } else {
                ReferenceCountUtil.release(message);
                promise.trySuccess();
                FirstBytes.close(context.channel());
            }
        }
    }
}
