package io.dengine.transport;

import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.Cause;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The way to one peer: dials it, keeps dialling, and carries this node's messages.
 *
 * <pre>
 *   WAITING --timer, or the peer dialled us--> DIALLING --hello answered--> UP
 *      ^------------- failed, refused, broken, silent --------------'-------'
 * </pre>
 *
 * <p>Any thread may send; everything else happens on one event loop. Messages wait in a queue bounded by bytes. When it
 * overflows, messages are dropped until half of it has drained, and the receiver hears of a disconnection at both ends
 * of that episode: at its start to stop it from sending more, and at its end because only then all losses are behind
 * it.
 */
final class PeerLink {
    private enum State {
        WAITING,
        DIALLING,
        UP,
        CLOSED
    }

    private static final int BATCH_BYTES = 256 << 10;
    private static final int KEPT_WRITER_BYTES = 2 << 20;

    private final PeerIdentity self;
    private final TransportConfig config;
    private final Transport.Receiver receiver;
    private final ConnectionLog log;
    private final EventLoop loop;
    private final SplittableRandom jitter;
    private volatile Member member;

    private final Queue<PeerMessage> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final AtomicBoolean overflowed = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private volatile boolean up;

    // Owned by the event loop.
    private State state = State.WAITING;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> retry;
    private int failures;
    private boolean inboundUp;
    private BytesWriter writer = new BytesWriter(4096);

    PeerLink(PeerTransport transport, Member member, EventLoop loop) {
        this.self = transport.self();
        this.config = transport.config();
        this.receiver = transport.receiver();
        this.log = transport.log();
        this.member = member;
        this.loop = loop;
        this.jitter = new SplittableRandom(System.nanoTime() ^ self.nodeId());
    }

    Member member() {
        return member;
    }

    /** The peer's description changed, but not where it is. */
    void update(Member newMember) {
        member = newMember;
    }

    void open() {
        loop.execute(this::dial);
    }

    /** Ends the link for good. Any thread. */
    void close() {
        up = false;
        loop.execute(() -> {
            boolean wasUp = state == State.UP;
            state = State.CLOSED;
            cancelRetry();
            clearQueue();
            Channel open = channel;
            channel = null;
            if (open != null) {
                Channels.close(open);
            }
            if (wasUp) {
                log.changed(member.id(), "connection to " + name() + " closed");
                receiver.disconnected(member.id());
            }
        });
    }

    /** The peer's own connection to this node was accepted. Any thread. */
    void inboundOpened() {
        loop.execute(() -> {
            inboundUp = true;
            if (state == State.UP) {
                receiver.connected(member.id());
            } else if (state == State.WAITING) {
                cancelRetry();
                dial();
            }
        });
    }

    /** The peer's own connection to this node has ended. Any thread; the receiver was told. */
    void inboundClosed() {
        loop.execute(() -> inboundUp = false);
    }

    /** Queues a message, or drops it. Any thread. */
    void send(PeerMessage message) {
        if (!up || overflowed.get()) {
            return;
        }
        int weight = PeerCodec.weightBytes(message);
        if (weight > config.maxFrameBytes()) {
            log.trouble(
                    member.id(),
                    "a message of " + weight + " bytes for the connection to " + name() + " exceeds the limit of "
                            + config.maxFrameBytes() + " and was dropped");
            return;
        }
        long before = queuedBytes.getAndAdd(weight);
        if (before > 0 && before + weight > config.maxQueuedBytes()) {
            queuedBytes.addAndGet(-weight);
            if (overflowed.compareAndSet(false, true)) {
                log.trouble(
                        member.id(),
                        "connection to " + name() + " is too slow: " + before + " bytes wait, dropping messages");
                loop.execute(this::reportOverflow);
            }
            return;
        }
        queue.add(message);
    }

    /** Sees to it that what was queued is written. Any thread. */
    void flush() {
        if (!queue.isEmpty() && drainScheduled.compareAndSet(false, true)) {
            loop.execute(drain);
        }
    }

    private void reportOverflow() {
        receiver.disconnected(member.id());
        drain();
    }

    // -- on the event loop from here on

    private void dial() {
        if (state != State.WAITING) {
            return;
        }
        state = State.DIALLING;
        // Resolving a name may block for seconds, which the event loop must not.
        Thread.ofVirtual().name("resolve-peer").start(() -> {
            Runnable next = resolve();
            if (!loop.isShuttingDown()) {
                loop.execute(next);
            }
        });
    }

    private Runnable resolve() {
        try {
            HostPort address = HostPort.parse(member.address());
            InetAddress host = InetAddress.getByName(address.dialledHost());
            return () -> connect(new InetSocketAddress(host, address.port()));
        } catch (UnknownHostException e) {
            return () -> ended("the host name is unknown");
        } catch (IllegalArgumentException e) {
            return () -> ended(String.valueOf(e.getMessage()));
        }
    }

    private void connect(InetSocketAddress address) {
        if (state != State.DIALLING) {
            return;
        }
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, config.connectTimeoutMillis())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1 << 20, 4 << 20))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        config.encrypt(ch, address.getHostString(), address.getPort());
                        DialledHandler.addTo(ch.pipeline(), PeerLink.this, config);
                    }
                });
        ChannelFuture connecting = bootstrap.connect(address);
        channel = connecting.channel();
        Channels.whenDone(connecting, () -> {
            if (!connecting.isSuccess()) {
                ended(describe(connecting.cause()));
            }
        });
    }

    /** What this node says first. */
    Handshake.Hello hello() {
        return new Handshake.Hello(PeerCodec.VERSION, self, member.id());
    }

    /** The other end has answered the hello. Returns why it is not the peer that is looked for, or null. */
    @Nullable
    String welcomed(Channel from, Handshake.Hello answer) {
        String objection = Handshake.objection(answer, self);
        if (objection == null && answer.sender().nodeId() != member.id()) {
            objection = "it is node " + answer.sender().nodeId();
        }
        if (objection == null && state == State.DIALLING && from.equals(channel)) {
            state = State.UP;
            clearQueue();
            overflowed.set(false);
            up = true;
            log.changed(member.id(), "connection to " + name() + " established");
            if (inboundUp) {
                receiver.connected(member.id());
            }
        }
        return objection;
    }

    /** The other end keeps the connection, but does not count this node. */
    void warned(String reason) {
        log.trouble(member.id(), "connection to " + name() + ": it does not count this node: " + reason);
    }

    /** The dialled connection has ended, or could not be made. */
    void ended(String reason) {
        if (state == State.CLOSED || state == State.WAITING) {
            return;
        }
        boolean wasUp = state == State.UP;
        state = State.WAITING;
        up = false;
        channel = null;
        clearQueue();
        failures = wasUp ? 0 : failures + 1;
        log.trouble(member.id(), "connection to " + name() + (wasUp ? " lost: " : " failed: ") + reason);
        if (wasUp) {
            receiver.disconnected(member.id());
        }
        long pause = Math.min(config.retryMaxMillis(), (long) config.retryMinMillis() << Math.min(failures, 20));
        long delay = pause / 2 + jitter.nextLong(pause / 2 + 1);
        retry = loop.schedule(this::dial, delay, TimeUnit.MILLISECONDS);
    }

    private void cancelRetry() {
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
    }

    /** Writes as much as the channel takes. */
    void drain() {
        drainScheduled.set(false);
        Channel open = channel;
        if (open == null || state != State.UP) {
            return;
        }
        PeerMessage message;
        while (open.isWritable() && (message = queue.poll()) != null) {
            queuedBytes.addAndGet(-PeerCodec.weightBytes(message));
            PeerCodec.writeFrame(message, writer);
            if (writer.size() >= BATCH_BYTES) {
                writeOut(open);
            }
        }
        if (writer.size() > 0) {
            writeOut(open);
        }
        open.flush();
        if (overflowed.get()
                && queuedBytes.get() <= config.maxQueuedBytes() / 2
                && overflowed.compareAndSet(true, false)) {
            receiver.disconnected(member.id());
        }
    }

    private void writeOut(Channel open) {
        Channels.write(open, writer);
        if (writer.array().length > KEPT_WRITER_BYTES) {
            writer = new BytesWriter(4096);
        }
        writer.clear();
    }

    private void clearQueue() {
        PeerMessage message;
        while ((message = queue.poll()) != null) {
            queuedBytes.addAndGet(-PeerCodec.weightBytes(message));
        }
    }

    private String name() {
        return "node " + member.id() + " (" + member.address() + ")";
    }

    static String describe(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown reason";
        }
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        return Cause.of(root);
    }
}
