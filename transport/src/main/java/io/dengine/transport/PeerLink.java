package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.Cause;
import io.dengine.core.membership.Configuration;
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
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one peer: dials it, reconnects, and sends this node's messages.
 *
 * <pre>
 *   WAITING --timer, or the peer dialled us--> DIALLING --hello, proof, welcome--> UP
 *      ^------------- failed, refused, broken, silent --------------'--------------'
 * </pre>
 *
 * <p>Any thread may send; everything else happens on one event loop. Messages wait in a queue bounded by bytes. When it
 * overflows, messages are dropped until half of it has drained, and the link reports a disconnection to the receiver at
 * the start and at the end of that episode: at its start to stop it from sending more, and at its end because only then
 * all losses have happened. Then it reports a connection again, because the peer was never away.
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

    /**
     * More challenges than connections in the peer's name may wait for a proof, and than are being closed for others:
     * the newest must not push out the one that the peer itself is to answer.
     */
    private static final int MAX_CHALLENGES = 64;

    private final PeerTransport transport;
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
    private @Nullable Introduction introduction;

    /** The challenges that the peer has to answer, on connections that were dialled in its name. */
    private final Map<Nonce, Handshake.Challenge> challenges = new LinkedHashMap<>();

    private final OpenQuestions questions = new OpenQuestions();
    private @Nullable Configuration announced;
    private int failures;
    private final Patience patience = new Patience();

    /** Selects the one of the peer's known addresses that is dialled. */
    private int addressTurn;

    private volatile String address;
    private long dialledNanos;
    private boolean inboundUp;
    private BytesWriter writer = new BytesWriter(4096);

    PeerLink(PeerTransport transport, Member member, EventLoop loop) {
        this.transport = transport;
        this.self = transport.self();
        this.config = transport.config();
        this.receiver = transport.receiver();
        this.log = transport.log();
        this.member = member;
        this.address = member.address();
        this.loop = loop;
        this.dialledNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(config.retryMinMillis());
        this.jitter = new SplittableRandom(System.nanoTime() ^ self.nodeId());
    }

    Member member() {
        return member;
    }

    /** Replaces the description of the peer, whose address is the same. */
    void update(Member newMember) {
        member = newMember;
    }

    void open() {
        loop.execute(this::dial);
    }

    /** Closes the link for good. Any thread. */
    void close() {
        up = false;
        loop.execute(() -> {
            boolean wasUp = state == State.UP;
            state = State.CLOSED;
            cancelRetry();
            clearQueue();
            questions.failAll("the connection was closed");
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

    /** Handles that the peer's own connection to this node was accepted. Any thread. */
    void inboundOpened() {
        loop.execute(() -> {
            inboundUp = true;
            if (state == State.UP) {
                reportConnected();
            } else {
                hasten();
            }
        });
    }

    /**
     * Challenges the peer because a connection was dialled in its name; if the peer dialled it, it answers. Any thread.
     */
    void challenge(Handshake.Challenge challenge) {
        loop.execute(() -> {
            if (challenges.size() >= MAX_CHALLENGES) {
                challenges.remove(challenges.keySet().iterator().next());
            }
            challenges.put(challenge.connection(), challenge);
            Channel open = channel;
            if (open != null && open.isActive()) {
                Channels.writeFlushed(open, challenge);
            } else {
                hasten();
            }
        });
    }

    /** Drops a challenge that was answered or has expired. Any thread. */
    void withdraw(Handshake.Challenge challenge) {
        loop.execute(() -> challenges.remove(challenge.connection()));
    }

    /** Answers the peer's challenge whether this node dialled a connection. Any thread. */
    void answer(Handshake.Challenge challenge) {
        loop.execute(() -> {
            Channel open = channel;
            Introduction own = introduction;
            Handshake.Confirmation answer = open == null || own == null ? null : own.answer(challenge);
            if (open != null && answer != null) {
                Channels.writeFlushed(open, answer);
            }
        });
    }

    /** Sends the configuration to the peer, now and after each reconnection. Any thread. */
    void announce(Configuration configuration) {
        loop.execute(() -> {
            announced = configuration;
            Channel open = channel;
            if (open != null && state == State.UP) {
                Channels.writeFlushed(open, new Handshake.Members(configuration));
            }
        });
    }

    /**
     * Handles that the peer's own connection to this node ended. Any thread.
     *
     * @param reported runs once the receiver was notified
     */
    void inboundClosed(Runnable reported) {
        loop.execute(() -> {
            inboundUp = false;
            receiver.disconnected(member.id());
            reported.run();
        });
    }

    /** See {@link PeerTransport#ask}. Any thread. */
    CompletableFuture<Bytes> ask(Bytes question, long patienceMillis) {
        CompletableFuture<Bytes> answer = new CompletableFuture<>();
        try {
            loop.execute(() -> ask(question, patienceMillis, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new ConnectException("this node is closing"));
        }
        return answer;
    }

    private void ask(Bytes question, long patienceMillis, CompletableFuture<Bytes> answer) {
        Channel open = channel;
        if (open == null || state != State.UP) {
            answer.completeExceptionally(new ConnectException("there is no connection to " + name()));
            return;
        }
        long id = questions.add(answer);
        Channels.writeFlushed(open, new Handshake.Question(id, question, Proof.NONE));
        var unused =
                loop.schedule(() -> questions.fail(id, "no answer in time"), patienceMillis, TimeUnit.MILLISECONDS);
    }

    /** Handles the peer's answer. */
    void replied(Handshake.Reply reply) {
        questions.replied(reply);
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

    /** Schedules the write of queued messages. Any thread. */
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
        dialledNanos = System.nanoTime();
        // Name resolution may block for seconds, which the event loop must not.
        Thread.ofVirtual().name("resolve-peer").start(() -> {
            Runnable next = resolve();
            if (!loop.isShuttingDown()) {
                loop.execute(next);
            }
        });
    }

    private Runnable resolve() {
        List<String> known = transport.addressesOf(member.id());
        if (known.isEmpty() && config.trust().secret() == null) {
            // The address that the peer itself claims would prove nothing.
            return () -> ended("no node that this node trusts knows its address");
        }
        String chosen = known.isEmpty() ? member.address() : known.get(Math.floorMod(addressTurn, known.size()));
        try {
            HostPort target = HostPort.parse(chosen);
            InetAddress host = InetAddress.getByName(target.dialledHost());
            return () -> connect(chosen, new InetSocketAddress(host, target.port()));
        } catch (UnknownHostException e) {
            return () -> ended("the host name is unknown");
        } catch (IllegalArgumentException e) {
            return () -> ended(String.valueOf(e.getMessage()));
        }
    }

    private void connect(String chosen, InetSocketAddress target) {
        if (state != State.DIALLING) {
            return;
        }
        address = chosen;
        Introduction own = transport.introduction(member.id());
        introduction = own;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, config.connectTimeoutMillis())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1 << 20, 4 << 20))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        config.encrypt(ch, target.getHostString(), target.getPort());
                        DialledHandler.addTo(ch.pipeline(), PeerLink.this, own, config);
                    }
                });
        ChannelFuture connecting = bootstrap.connect(target);
        channel = connecting.channel();
        Channels.whenDone(connecting, () -> {
            if (!connecting.isSuccess()) {
                ended(describe(connecting.cause()));
            }
        });
    }

    /** Returns how much longer than usual this node waits for the peer. */
    Patience patience() {
        return patience;
    }

    /** Handles that the hello was sent; challenges to the peer may follow. */
    void greeted(Channel opened) {
        if (opened.equals(channel)) {
            challenges.values().forEach(challenge -> Channels.writeFlushed(opened, challenge));
        }
    }

    /** Handles the welcome: the other end has proven to be the peer, and has accepted this node. */
    void welcomed(Channel from) {
        if (state != State.DIALLING || !from.equals(channel)) {
            return;
        }
        state = State.UP;
        patience.succeeded();
        clearQueue();
        overflowed.set(false);
        up = true;
        log.changed(member.id(), "connection to " + name() + " established");
        if (announced != null) {
            Channels.writeFlushed(from, new Handshake.Members(announced));
        }
        reportConnected();
    }

    /** Reports that messages pass in both directions, if they do; an overflow that lasts reports it at its end. */
    private void reportConnected() {
        if (state == State.UP && inboundUp && !overflowed.get()) {
            receiver.connected(member.id());
        }
    }

    /** Handles that the other end keeps the connection, but does not count this node. */
    void warned(String reason) {
        log.trouble(member.id(), "connection to " + name() + ": it does not count this node: " + reason);
    }

    /** Handles that the dialled connection ended or could not be made. */
    void ended(String reason) {
        if (state == State.CLOSED || state == State.WAITING) {
            return;
        }
        boolean wasUp = state == State.UP;
        state = State.WAITING;
        up = false;
        channel = null;
        introduction = null;
        clearQueue();
        questions.failAll("the connection has ended: " + reason);
        failures = wasUp ? 0 : failures + 1;
        if (!wasUp) {
            patience.failed();
        }
        addressTurn += wasUp ? 0 : 1;
        log.trouble(member.id(), "connection to " + name() + (wasUp ? " lost: " : " failed: ") + reason);
        if (wasUp) {
            receiver.disconnected(member.id());
        }
        long pause = Math.min(config.retryMaxMillis(), (long) config.retryMinMillis() << Math.min(failures, 20));
        long delay = pause / 2 + jitter.nextLong(pause / 2 + 1);
        retry = loop.schedule(this::dial, delay, TimeUnit.MILLISECONDS);
    }

    /**
     * Dials soon, because the peer is probably reachable; callers cannot make it dial more often than the shortest
     * pause.
     */
    private void hasten() {
        if (state == State.WAITING) {
            cancelRetry();
            long sinceMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - dialledNanos);
            long delay = Math.max(0, config.retryMinMillis() - sinceMillis);
            retry = loop.schedule(this::dial, delay, TimeUnit.MILLISECONDS);
        }
    }

    private void cancelRetry() {
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
    }

    /** Writes as many messages as the channel accepts. */
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
            reportConnected();
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
        return "node " + member.id() + " (" + address + ")";
    }

    static String describe(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown reason";
        }
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        return Cause.of(root);
    }
}
