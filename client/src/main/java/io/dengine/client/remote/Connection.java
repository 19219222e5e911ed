package io.dengine.client.remote;

import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.Cause;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.ClientFrame;
import io.dengine.call.Frames;
import io.dengine.call.NodeFrame;
import io.dengine.call.Problem;
import io.dengine.call.WatchItem;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a node that has accepted it. Any thread may send calls; one thread reads, and fails pending calls
 * when the connection ends.
 */
final class Connection implements RemoteFeed.Control {
    private static final System.Logger LOG = System.getLogger("io.dengine.client");

    /** While no call is in flight, pings may be rarer by this factor. */
    private static final int IDLE_FACTOR = 10;

    private final Link link;
    private final Ways ways;
    private final Closeable socket;
    private final FrameReader frames;
    private final Outlet outlet;
    private final int windowItems;
    private final long roomBytes;
    private final Map<Long, PendingCall> calls = new ConcurrentHashMap<>();
    private final Map<Long, RemoteFeed> feeds = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong unansweredBytes = new AtomicLong();
    private volatile boolean leaving;
    private volatile String reason = "";
    private volatile @Nullable Throwable cause;
    private volatile long heardNanos;
    private volatile long pingedNanos;
    private volatile boolean pinged;

    /** Created by the reading thread. */
    Connection(Link link, Ways ways, Link.Dialled dialled) {
        this.link = link;
        this.ways = ways;
        this.socket = dialled.socket();
        this.frames = dialled.frames();
        this.heardNanos = ways.nanoTime();
        RemoteSettings.Limits limits = link.settings().limits();
        this.windowItems = limits.watchWindowItems();
        // Half of it: the operating system also counts its overhead for each packet.
        this.roomBytes = Math.max(8 << 10, dialled.sendBufferBytes() / 2);
        String name = "d-engine-client-writer-" + link.endpoint();
        this.outlet = new Outlet(dialled.out(), limits.maxUnsentBytes(), name, this::fail);
    }

    /** Sets the reading thread, if there is one. Called by that thread before any call is sent. */
    void readBy(Thread reader) {
        outlet.readBy(reader);
    }

    // ---- any thread

    /** Returns the number of calls and watches in flight here; calls are balanced by it. */
    int load() {
        return underWay.get();
    }

    /** Returns true if the node has announced that it is shutting down. */
    boolean isLeaving() {
        return leaving;
    }

    Link link() {
        return link;
    }

    /** Sends a call. Returns null if it was not sent because the connection has ended. */
    @Nullable
    CompletableFuture<Answer> ask(Call call) {
        long id = ids.incrementAndGet();
        BytesWriter frame = frame(new ClientFrame.Ask(id, call));
        if (frame.size() - Frames.LENGTH_BYTES > Frames.MAX_FRAME_BYTES) {
            return failed(Problem.INVALID_REQUEST, "The request is larger than any node takes. It was not sent.");
        }
        PendingCall pending = new PendingCall(call instanceof Call.Write, frame.size());
        underWay.incrementAndGet();
        calls.put(id, pending);
        boolean room = unansweredBytes.addAndGet(frame.size()) <= roomBytes;
        Outlet.Added added = outlet.add(frame, pending, room);
        if (added == Outlet.Added.YES) {
            return pending;
        }
        boolean ours = forget(id) != null;
        if (added == Outlet.Added.FULL) {
            return failed(
                    Problem.OVERLOADED,
                    "Too much waits to be sent to the node at " + link.endpoint() + ". The request was not sent.");
        }
        return ours ? null : pending;
    }

    /** Begins a watch. Returns null if the connection has ended. */
    @Nullable
    RemoteFeed watch(WatchRequest request, Runnable wakeup) {
        long id = ids.incrementAndGet();
        RemoteFeed feed = new RemoteFeed(id, windowItems, this, wakeup);
        BytesWriter frame = frame(new ClientFrame.OpenWatch(id, request));
        append(frame, new ClientFrame.Credit(id, RemoteFeed.FIRST_ROOM_ITEMS));
        underWay.incrementAndGet();
        feeds.put(id, feed);
        if (outlet.add(frame, null, hasRoom()) == Outlet.Added.YES) {
            return feed;
        }
        drop(id);
        return null;
    }

    @Override
    public void grant(long watchId, int items) {
        send(new ClientFrame.Credit(watchId, items));
    }

    @Override
    public void stop(long watchId) {
        if (drop(watchId) != null) {
            send(new ClientFrame.CloseWatch(watchId));
        }
    }

    /** Ends all watches on this connection; they resume on another one. */
    void endWatches(String why) {
        for (Long id : feeds.keySet()) {
            RemoteFeed feed = drop(id);
            if (feed != null) {
                send(new ClientFrame.CloseWatch(id));
                feed.arrived(new WatchItem.Ended(WatchItem.End.BROKEN, 0, why), 0);
            }
        }
    }

    /** Sends a ping if the node was silent for a while, or ends the connection if a ping was not answered. */
    void checkLife(long keepAliveNanos) {
        long now = ways.nanoTime();
        if (pinged && heardNanos - pingedNanos < 0) {
            if (now - pingedNanos > keepAliveNanos) {
                fail("no sign of life for " + TimeUnit.NANOSECONDS.toMillis(now - heardNanos) + " ms");
            }
            return;
        }
        long patience = underWay.get() > 0 ? keepAliveNanos : IDLE_FACTOR * keepAliveNanos;
        if (now - heardNanos > patience) {
            pingedNanos = now;
            pinged = true;
            send(new ClientFrame.Ping(now));
        }
    }

    /** Returns why the connection has ended. */
    String reason() {
        return reason;
    }

    /** Returns the exception that ended the connection, or null. */
    @Nullable
    Throwable cause() {
        return cause;
    }

    /** Ends the connection. The link's thread does the rest. */
    void fail(String why) {
        if (reason.isEmpty()) {
            reason = why;
        }
        closeSocket();
    }

    private void fail(IOException failure) {
        if (cause == null) {
            cause = failure;
        }
        fail(describe(failure));
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a connection failed", e);
        }
    }

    private void send(ClientFrame frame) {
        // A full or closed connection ends soon, and with it the subject of this frame.
        outlet.add(frame(frame), null, hasRoom());
    }

    private boolean hasRoom() {
        return unansweredBytes.get() <= roomBytes;
    }

    static BytesWriter frame(ClientFrame frame) {
        BytesWriter writer = new BytesWriter(512);
        append(writer, frame);
        return writer;
    }

    private static void append(BytesWriter writer, ClientFrame frame) {
        int start = writer.size();
        writer.writeInt(0);
        frame.writeTo(writer);
        writer.setInt(start, writer.size() - start - Frames.LENGTH_BYTES);
    }

    static CompletableFuture<Answer> failed(Problem problem, String message) {
        return CompletableFuture.completedFuture(new Answer.Failed(problem, message));
    }

    // ---- the reading thread

    /** Reads until the connection ends. */
    void serve() {
        try {
            readAll();
        } catch (IOException | MalformedBytesException e) {
            failBecause(e);
        } finally {
            end();
        }
    }

    private void readAll() throws IOException {
        while (true) {
            takeArrived();
            outlet.flush(hasRoom());
            if (frames.fill() < 0) {
                fail("the node has closed it");
                return;
            }
        }
    }

    /** Processes the frames that were read. */
    void takeArrived() {
        heardNanos = ways.nanoTime();
        for (Bytes frame = frames.poll(); frame != null; frame = frames.poll()) {
            take(NodeFrame.decode(frame), frame.length());
        }
    }

    /** Ends the connection after a failure to read. */
    void failBecause(Exception failure) {
        if (failure instanceof IOException broken) {
            fail(broken);
        } else {
            cause = failure;
            fail("it sends what this client does not understand: " + failure.getMessage());
        }
    }

    private void take(NodeFrame frame, int bytes) {
        if (frame instanceof NodeFrame.Answered answered) {
            PendingCall call = forget(answered.id());
            if (call != null) {
                call.complete(answered.answer());
            }
            endIfLeft();
        } else if (frame instanceof NodeFrame.Watched watched) {
            watched(watched, bytes);
        } else if (frame instanceof NodeFrame.ClusterChanged changed) {
            link.told(changed.cluster());
        } else if (frame instanceof NodeFrame.Goodbye goodbye) {
            reason = "the node says goodbye: " + goodbye.reason();
            leaving = true;
            link.leaving();
            endIfLeft();
        } else if (frame instanceof NodeFrame.Welcome) {
            throw new MalformedBytesException("a second welcome");
        }
        // A pong needs no handling: its arrival is the only information.
    }

    private void watched(NodeFrame.Watched watched, int bytes) {
        boolean last = watched.item() instanceof WatchItem.Ended;
        RemoteFeed feed = last ? drop(watched.watchId()) : feeds.get(watched.watchId());
        if (feed != null) {
            feed.arrived(watched.item(), bytes);
        }
        if (last) {
            endIfLeft();
        }
    }

    /**
     * Closes the connection if the node is shutting down and all calls are answered: the node waits for its clients to
     * leave.
     */
    private void endIfLeft() {
        if (leaving && underWay.get() == 0) {
            closeSocket();
        }
    }

    /** Fails pending calls and ends watches. Nothing arrives any more. */
    void end() {
        closeSocket();
        long handedOver = outlet.close();
        for (Long id : calls.keySet()) {
            PendingCall call = forget(id);
            if (call != null) {
                call.complete(lost(call, handedOver));
            }
        }
        endWatches("The connection ended: " + reason);
    }

    private Answer lost(PendingCall call, long handedOver) {
        return lostFor(call, handedOver).causedBy(cause);
    }

    private Answer.Failed lostFor(PendingCall call, long handedOver) {
        String broke = "The connection to the node at " + link.endpoint() + " ended (" + reason + ")";
        if (!call.mayBeAmong(handedOver)) {
            return new Answer.Failed(Problem.UNAVAILABLE, broke + " before the request was sent.");
        }
        return call.isWrite()
                ? new Answer.Failed(Problem.OUTCOME_UNKNOWN, broke + " after the request was sent.")
                : new Answer.Failed(Problem.UNAVAILABLE, broke + " before the answer came.");
    }

    private @Nullable PendingCall forget(long id) {
        PendingCall call = calls.remove(id);
        if (call != null) {
            underWay.decrementAndGet();
            unansweredBytes.addAndGet(-call.frameBytes());
        }
        return call;
    }

    private @Nullable RemoteFeed drop(long id) {
        RemoteFeed feed = feeds.remove(id);
        if (feed != null) {
            underWay.decrementAndGet();
        }
        return feed;
    }

    static String describe(Throwable failure) {
        return Cause.of(failure);
    }
}
