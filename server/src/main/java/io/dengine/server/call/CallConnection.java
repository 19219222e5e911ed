package io.dengine.server.call;

import io.dengine.api.ClusterView;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.call.ClientFrame;
import io.dengine.call.Frames;
import io.dengine.call.NodeFrame;
import io.dengine.call.Problem;
import io.dengine.call.WatchItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client.
 *
 * <pre>
 *   MAGIC --> HELLO --welcome--> OPEN --the node stops--> LEAVING
 *     '---------'------ what is not understood -----'-------> DONE
 * </pre>
 *
 * <p>Owned by its event loop, except for methods that are marked otherwise.
 */
final class CallConnection extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(CallConnection.class);
    private static final Bytes MAGIC = Bytes.wrap(Frames.magic());
    private static final int MAX_HELLO_BYTES = 1 << 10;

    /** Enough bytes of a frame to identify its call. */
    private static final int HEAD_BYTES = 11;

    /** Items of one watch that are sent in a row, so that other watches get their turn. */
    private static final int ITEMS_IN_A_ROW = 256;

    private enum Phase {
        MAGIC,
        HELLO,
        OPEN,
        LEAVING,
        DONE
    }

    private final CallServer server;
    private final CallLimits limits;
    private final Map<Long, ServedWatch> watches = new HashMap<>();
    private final FrameTimer frames = new FrameTimer();
    private @Nullable CallOutlet outlet;
    private @Nullable ServedCalls calls;
    private Phase phase = Phase.MAGIC;
    private int skippedBytes;
    private @Nullable ClusterView toldCluster;
    private @Nullable ScheduledFuture<?> check;
    private long heardNanos = System.nanoTime();

    CallConnection(CallServer server) {
        this.server = server;
        this.limits = server.limits();
    }

    // ---- any thread

    private CallOutlet outlet() {
        CallOutlet present = outlet;
        if (present == null) {
            throw new IllegalStateException("not part of a pipeline");
        }
        return present;
    }

    private ServedCalls calls() {
        ServedCalls present = calls;
        if (present == null) {
            throw new IllegalStateException("not part of a pipeline");
        }
        return present;
    }

    /** Sends a goodbye. Calls in flight are still answered; the client is expected to close the connection then. */
    void leave() {
        outlet().execute(() -> {
            if (phase == Phase.OPEN) {
                phase = Phase.LEAVING;
                outlet().send(new NodeFrame.Goodbye("this node stops"));
                for (ServedWatch watch : List.copyOf(watches.values())) {
                    endWatch(watch, new WatchItem.Ended(WatchItem.End.BROKEN, 0, "this node stops"));
                }
                outlet().flush();
            } else if (phase == Phase.MAGIC || phase == Phase.HELLO) {
                end();
            }
        });
    }

    /** Waits until the connection is closed. Returns false if that does not happen in time. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return outlet().channel().closeFuture().await(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    /** Closes the connection. */
    void end() {
        outlet().close();
    }

    /** Sends the client the leader and the members if they have changed. */
    void clusterChanged() {
        outlet().arrived(new Arrival.Cluster());
    }

    // ---- the pipeline

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        outlet = new CallOutlet(context, limits.maxUnsentBytes(), this::take);
        calls = new ServedCalls(server, outlet);
        server.opened(this);
        check = context.executor().schedule(this::helloIsLate, limits.helloMillis(), TimeUnit.MILLISECONDS);
    }

    private void helloIsLate() {
        goodbye("no hello came in time");
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        try {
            decode(in);
        } catch (MalformedBytesException | IllegalArgumentException e) {
            goodbye("this is not understood: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a frame of a client failed", e);
            goodbye("this node failed to handle a frame");
        }
    }

    private void decode(ByteBuf in) {
        if (phase == Phase.DONE) {
            in.skipBytes(in.readableBytes());
        } else if (skippedBytes > 0) {
            int count = Math.min(skippedBytes, in.readableBytes());
            in.skipBytes(count);
            skippedBytes -= count;
        } else if (phase == Phase.MAGIC) {
            readMagic(in);
        } else if (outlet().hasRoom()) {
            int unread = in.readableBytes();
            if (unread >= Frames.LENGTH_BYTES) {
                readFrame(in);
            }
            boolean partial = in.readableBytes() == unread;
            frames.looked(partial);
            if (phase == Phase.OPEN || phase == Phase.LEAVING) {
                assemble(in, partial);
            }
        }
    }

    private void assemble(ByteBuf in, boolean partial) {
        if (outlet().memory().assembles(partial ? in.capacity() : 0)) {
            return;
        }
        if (in.readableBytes() >= Frames.LENGTH_BYTES + HEAD_BYTES) {
            int length = in.getIntLE(in.readerIndex());
            passOver(in, length, Problem.OVERLOADED, CallMemory.noRoomForRequest());
            frames.looked(false);
        } else {
            goodbye(CallMemory.noRoomForRequest());
        }
    }

    private void readMagic(ByteBuf in) {
        if (in.readableBytes() >= MAGIC.length()) {
            if (!MAGIC.equals(copy(in, MAGIC.length()))) {
                end();
                return;
            }
            phase = Phase.HELLO;
        }
    }

    private void readFrame(ByteBuf in) {
        int length = in.getIntLE(in.readerIndex());
        int available = in.readableBytes() - Frames.LENGTH_BYTES;
        if (length < 1 || length > Frames.MAX_FRAME_BYTES || phase == Phase.HELLO && length > MAX_HELLO_BYTES) {
            throw new MalformedBytesException("a frame of " + Integer.toUnsignedString(length) + " bytes");
        }
        if (length > limits.maxRequestBytes()) {
            if (available >= HEAD_BYTES) {
                String text = "a request of " + length + " bytes; this node takes " + limits.maxRequestBytes();
                passOver(in, length, Problem.INVALID_REQUEST, text);
            }
        } else if (available >= length) {
            in.skipBytes(Frames.LENGTH_BYTES);
            take(ClientFrame.decode(copy(in, length)), length);
        }
    }

    /** Skips a frame without storing it, so that the other calls of this connection continue. */
    private void passOver(ByteBuf in, int length, Problem problem, String text) {
        in.skipBytes(Frames.LENGTH_BYTES);
        Bytes head = copy(in, HEAD_BYTES);
        int arrived = Math.min(in.readableBytes(), length - HEAD_BYTES);
        in.skipBytes(arrived);
        skippedBytes = length - HEAD_BYTES - arrived;
        outlet().memory().assembles(0);
        if (!ClientFrame.Ask.begins(head)) {
            throw new MalformedBytesException(text);
        }
        calls().fail(ClientFrame.Ask.idIn(head), problem, "Nothing was done: " + text + ".");
    }

    private static Bytes copy(ByteBuf in, int length) {
        byte[] array = new byte[length];
        in.readBytes(array);
        return Bytes.wrap(array);
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        in.skipBytes(in.readableBytes()); // the connection is closed, so no answer can be sent
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object input) throws Exception {
        outlet().beginBatch();
        super.channelRead(context, input);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        heardNanos = System.nanoTime();
        outlet().endBatch();
        super.channelReadComplete(context);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        outlet().goOn();
        boolean room = outlet().hasRoom();
        context.channel().config().setAutoRead(room);
        if (room && phase != Phase.DONE) {
            frames.looked(false); // reading was paused meanwhile
            // Bytes that arrived before there was room wait in the decoder.
            super.channelRead(context, Unpooled.EMPTY_BUFFER);
            for (ServedWatch watch : List.copyOf(watches.values())) {
                pump(watch);
            }
            calls().startRanges();
            outlet().flush();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        phase = Phase.DONE;
        stopChecks();
        watches.values().forEach(ServedWatch::close);
        server.meter().watchesEnded(watches.size());
        watches.clear();
        calls().close();
        outlet().closed();
        server.closed(this);
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection of a client failed", cause);
        end();
    }

    // ---- frames

    private void take(ClientFrame frame, int frameBytes) {
        if (phase == Phase.HELLO) {
            greet(frame);
            return;
        }
        switch (frame) {
            case ClientFrame.Ask ask -> ask(ask, frameBytes);
            case ClientFrame.OpenWatch open -> open(open);
            case ClientFrame.Credit credit -> credit(credit);
            case ClientFrame.CloseWatch close -> closeWatch(close.watchId());
            case ClientFrame.Ping ping -> outlet().send(new NodeFrame.Pong(ping.nonce()));
            case ClientFrame.Hello hello -> throw new MalformedBytesException("a second hello");
        }
    }

    private void greet(ClientFrame frame) {
        if (!(frame instanceof ClientFrame.Hello hello)) {
            throw new MalformedBytesException("the first frame is not a hello");
        }
        if (hello.version() < 1 || hello.version() > Frames.VERSION) {
            goodbye("the client speaks version " + hello.version() + " of this protocol, and this node up to "
                    + Frames.VERSION + "; upgrade the nodes before their clients");
            return;
        }
        if (server.isStopping()) {
            goodbye("this node stops");
            return;
        }
        phase = Phase.OPEN;
        calls().ownedBy(Owners.of(outlet().channel()));
        stopChecks();
        int shortest = Math.min(limits.frameMillis(), Math.min(limits.stallMillis(), limits.idleMillis()));
        long period = Math.max(1, shortest / 4);
        check = outlet().channel()
                .eventLoop()
                .scheduleAtFixedRate(this::checkLife, period, period, TimeUnit.MILLISECONDS);
        ClusterView cluster = server.cluster();
        toldCluster = cluster;
        outlet().send(new NodeFrame.Welcome(
                hello.version(), server.nodeId(), cluster, server.target().clockDrift()));
    }

    private void ask(ClientFrame.Ask ask, int frameBytes) {
        if (phase == Phase.LEAVING) {
            calls().fail(ask.id(), Problem.STOPPED, "Nothing was done: this node stops. Ask another one.");
            return;
        }
        calls().ask(ask, frameBytes);
    }

    private void take(Arrival arrival) {
        if (phase == Phase.DONE) {
            if (arrival instanceof Arrival.Finished finished) {
                calls().drop(finished);
            }
            return;
        }
        switch (arrival) {
            case Arrival.Finished finished -> calls().finished(finished);
            case Arrival.Woken woken -> {
                woken.watch().looked();
                pump(woken.watch());
            }
            case Arrival.Cluster cluster -> tellCluster();
        }
    }

    private void tellCluster() {
        ClusterView cluster = server.cluster();
        if (phase != Phase.HELLO && !cluster.equals(toldCluster)) {
            toldCluster = cluster;
            outlet().send(new NodeFrame.ClusterChanged(cluster));
        }
    }

    // ---- watches

    private void open(ClientFrame.OpenWatch open) {
        if (phase == Phase.LEAVING || watches.size() >= limits.maxWatches()) {
            WatchItem.Ended refusal = phase == Phase.LEAVING
                    ? new WatchItem.Ended(WatchItem.End.BROKEN, 0, "this node stops")
                    : new WatchItem.Ended(
                            WatchItem.End.OVERLOADED, 0, "this connection has " + watches.size() + " watches already");
            outlet().send(new NodeFrame.Watched(open.watchId(), refusal));
            return;
        }
        ServedWatch watch = new ServedWatch(open.watchId());
        if (watches.putIfAbsent(open.watchId(), watch) != null) {
            throw new MalformedBytesException("a watch " + open.watchId() + " that exists");
        }
        server.meter().watchBegun();
        CallOutlet here = outlet();
        watch.follow(server.target()
                .watch(open.request(), watch.wakeup(here), here.memory().watch()));
        pump(watch);
    }

    private void credit(ClientFrame.Credit credit) {
        ServedWatch watch = watches.get(credit.watchId());
        if (watch != null) {
            watch.grant(credit.items());
            pump(watch);
        }
    }

    private void pump(ServedWatch watch) {
        for (int i = 0; outlet().hasRoom() && watches.containsKey(watch.id()); i++) {
            if (i == ITEMS_IN_A_ROW) {
                if (watch.wake()) {
                    outlet().arrivedLater(new Arrival.Woken(watch));
                }
                return;
            }
            WatchItem item = watch.next();
            if (item == null) {
                return;
            }
            if (item instanceof WatchItem.Ended ended) {
                endWatch(watch, ended);
            } else {
                outlet().send(new NodeFrame.Watched(watch.id(), item));
            }
        }
    }

    private void endWatch(ServedWatch watch, WatchItem.Ended how) {
        closeWatch(watch.id());
        outlet().send(new NodeFrame.Watched(watch.id(), how));
    }

    private void closeWatch(long id) {
        ServedWatch watch = watches.remove(id);
        if (watch != null) {
            watch.close();
            server.meter().watchesEnded(1);
        }
    }

    // ---- deadlines, and the end

    private void checkLife() {
        long now = System.nanoTime();
        if (outlet().stalledNanos(now) > TimeUnit.MILLISECONDS.toNanos(limits.stallMillis())) {
            LOG.info(
                    "{} does not read what it is sent and is cut off",
                    outlet().channel().remoteAddress());
            end();
        } else if (outlet().hasRoom() && frames.nanos(now) > TimeUnit.MILLISECONDS.toNanos(limits.frameMillis())) {
            goodbye("a frame did not arrive in time");
        } else if (calls().underWay() == 0
                && watches.isEmpty()
                && now - heardNanos > TimeUnit.MILLISECONDS.toNanos(limits.idleMillis())) {
            goodbye("nothing was asked for a long time");
        }
    }

    private void stopChecks() {
        if (check != null) {
            check.cancel(false);
            check = null;
        }
    }

    private void goodbye(String why) {
        if (phase != Phase.DONE) {
            phase = Phase.DONE;
            stopChecks();
            outlet().writeLast(new NodeFrame.Goodbye(why));
        }
    }
}
