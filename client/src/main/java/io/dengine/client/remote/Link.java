package io.dengine.client.remote;

import io.dengine.api.ClusterView;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.call.ClientFrame;
import io.dengine.call.Frames;
import io.dengine.call.NodeFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The way to one address: dials it, reads what comes, and dials again, on a thread of its own.
 *
 * <pre>
 *   dial --welcomed--> serve until the end --> pause --> dial ...
 *    '---------- failed ------------------------^
 *    '-- this node is connected already --> rest until it is not
 * </pre>
 */
final class Link {
    private static final System.Logger LOG = System.getLogger("io.dengine.client");

    /** Some systems take long to say that a name has further addresses. */
    private static final int MAX_ADDRESSES = 8;

    /** A connection before it is used. */
    record Dialled(Socket socket, FrameReader frames, OutputStream out, NodeFrame.Welcome welcome) {}

    /**
     * Why there is no connection.
     *
     * @param cause what was thrown, if that was the reason
     */
    record Trouble(String text, @Nullable Throwable cause) {}

    private final Roster roster;
    private final RemoteSettings settings;
    private final Endpoint endpoint;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean awake;
    private volatile @Nullable Socket socket;
    private volatile Trouble lastTrouble = new Trouble("not tried yet", null);

    // Guarded by the roster's lock.
    private @Nullable Connection connection;
    private int nodeId;
    private @Nullable ClusterView view;
    private boolean resting;

    Link(Roster roster, RemoteSettings settings, Endpoint endpoint) {
        this.roster = roster;
        this.settings = settings;
        this.endpoint = endpoint;
        this.thread = new Thread(this::run, "d-engine-client-" + endpoint);
        thread.setDaemon(true);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Why there is no connection at the moment, for messages. */
    Trouble lastTrouble() {
        return lastTrouble;
    }

    void start() {
        thread.start();
    }

    /** Ends the link for good. */
    void close() {
        closed = true;
        wake();
        closeSocket();
    }

    private void closeSocket() {
        Socket present = socket;
        if (present != null) {
            closeQuietly(present);
        }
    }

    /** Waits for the end of its thread, unless the caller is that thread. */
    void join(Duration timeout) throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join(timeout.toMillis());
        }
    }

    /** Has a pause or a rest end now. */
    void wake() {
        awake = true;
        LockSupport.unpark(thread);
    }

    // ---- what the roster keeps here, under its lock

    @Nullable
    Connection connection() {
        return connection;
    }

    void connected(@Nullable Connection newConnection) {
        connection = newConnection;
    }

    /** The node that was last met here; 0 if none was. */
    int nodeId() {
        return nodeId;
    }

    /** What that node has said last, or null while it is not connected. */
    @Nullable
    ClusterView view() {
        return view;
    }

    void met(int node, ClusterView told) {
        nodeId = node;
        view = told;
    }

    void forgetView() {
        view = null;
    }

    boolean isResting() {
        return resting;
    }

    void rest(boolean rests) {
        resting = rests;
    }

    // ---- what its connection tells

    void told(ClusterView cluster) {
        roster.told(this, cluster);
    }

    void leaving() {
        roster.changed();
    }

    // ---- its thread

    private void run() {
        int failures = 0;
        while (!closed) {
            boolean served = false;
            awake = false;
            try {
                Dialled dialled = dial();
                served = serve(dialled);
            } catch (IOException | MalformedBytesException e) {
                lastTrouble = new Trouble(Connection.describe(e), e);
                LOG.log(System.Logger.Level.DEBUG, "{0}: cannot connect: {1}", endpoint, lastTrouble.text());
            } catch (RuntimeException | Error e) {
                lastTrouble = new Trouble("an error in this client: " + e, e);
                LOG.log(System.Logger.Level.ERROR, "a connection failed for no known reason", e);
            } finally {
                closeSocket();
                roster.down(this);
            }
            failures = served ? 0 : failures + 1;
            pause(failures);
        }
    }

    /** Returns whether the connection was of use. */
    private boolean serve(Dialled dialled) throws IOException {
        Connection welcomed = new Connection(this, settings, dialled);
        String objection = roster.admit(this, welcomed, dialled.welcome());
        if (objection != null) {
            lastTrouble = new Trouble(objection, null);
            return false;
        }
        int node = dialled.welcome().nodeId();
        LOG.log(System.Logger.Level.DEBUG, "{0}: connected to node {1}", endpoint, node);
        String why = welcomed.serve();
        lastTrouble = new Trouble(why, welcomed.cause());
        if (!closed) {
            LOG.log(System.Logger.Level.INFO, "{0}: the connection to node {1} ended: {2}", endpoint, node, why);
        }
        return true;
    }

    private Dialled dial() throws IOException {
        long deadlineNanos = System.nanoTime() + settings.timing().connect().toNanos();
        Socket plain = connect(deadlineNanos);
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(remainingMillis(deadlineNanos));
        Socket secure = settings.tls().wrap(plain, endpoint.host(), endpoint.port());
        OutputStream out = secure.getOutputStream();
        FrameReader frames = new FrameReader(secure.getInputStream());
        BytesWriter hello = new BytesWriter(256);
        hello.writeRaw(Bytes.wrap(Frames.magic()));
        BytesWriter frame = Connection.frame(new ClientFrame.Hello(Frames.VERSION, settings.name()));
        hello.writeRaw(Bytes.wrap(frame.array(), 0, frame.size()));
        out.write(hello.array(), 0, hello.size());
        NodeFrame.Welcome welcome = welcome(frames);
        plain.setSoTimeout(0);
        return new Dialled(plain, frames, out, welcome);
    }

    private Socket connect(long deadlineNanos) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(endpoint.host());
        int count = Math.min(MAX_ADDRESSES, addresses.length);
        IOException trouble = new IOException("the name has no address");
        for (int i = 0; i < count; i++) {
            Socket next = new Socket();
            socket = next;
            if (closed) {
                throw new IOException("the client is closed");
            }
            try {
                int share = Math.max(1, remainingMillis(deadlineNanos) / (count - i));
                next.connect(new InetSocketAddress(addresses[i], endpoint.port()), share);
                return next;
            } catch (IOException e) {
                closeQuietly(next);
                trouble = e;
            }
        }
        throw trouble;
    }

    private static NodeFrame.Welcome welcome(FrameReader frames) throws IOException {
        Bytes first = frames.poll();
        while (first == null) {
            if (frames.fill() < 0) {
                throw new IOException("the other side closed the connection instead of welcoming this client");
            }
            first = frames.poll();
        }
        NodeFrame frame = NodeFrame.decode(first);
        if (frame instanceof NodeFrame.Welcome welcome) {
            return welcome;
        }
        throw new IOException(
                frame instanceof NodeFrame.Goodbye goodbye
                        ? "the node does not welcome this client: " + goodbye.reason()
                        : "the other side did not begin with a welcome");
    }

    private static int remainingMillis(long deadlineNanos) throws IOException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (millis < 1) {
            throw new IOException("connecting took too long");
        }
        return (int) Math.min(Integer.MAX_VALUE, millis);
    }

    /**
     * Waits before the next attempt, the longer the more have failed; for a node that is met elsewhere, until it is
     * not.
     */
    private void pause(int failures) {
        long min = settings.timing().retryMin().toNanos();
        long max = settings.timing().retryMax().toNanos();
        long pause = failures == 0 ? min : Math.min(max, min << Math.min(failures - 1, 20));
        long nanos = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
        long begin = System.nanoTime();
        while (!closed && !awake) {
            long left = nanos - (System.nanoTime() - begin);
            if (roster.rests(this)) {
                LockSupport.park(this);
            } else if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else {
                return;
            }
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a connection failed", e);
        }
    }
}
