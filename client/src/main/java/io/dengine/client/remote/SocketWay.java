package io.dengine.client.remote;

import io.dengine.bytes.Bytes;
import io.dengine.call.NodeFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The way of a link over sockets, with a thread of its own, which reads. */
final class SocketWay implements Way {
    private static final System.Logger LOG = System.getLogger("io.dengine.client");

    /** The maximum number of addresses of a name to try; each gets a share of the connect timeout. */
    private static final int MAX_ADDRESSES = 8;

    private final Link link;
    private final Ways ways;
    private final Endpoint endpoint;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean awake;
    private volatile @Nullable Socket socket;

    SocketWay(Link link, Ways ways) {
        this.link = link;
        this.ways = ways;
        this.endpoint = link.endpoint();
        this.thread = new Thread(this::run, "d-engine-client-" + endpoint);
        thread.setDaemon(true);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
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

    @Override
    public void join(Duration timeout) throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join(timeout.toMillis());
        }
    }

    @Override
    public void wake() {
        awake = true;
        LockSupport.unpark(thread);
    }

    // ---- its thread

    private void run() {
        while (!closed) {
            boolean served = false;
            awake = false;
            long pauseNanos;
            try {
                served = serve(dial());
            } catch (IOException | RuntimeException | Error e) {
                link.failed(e);
            } finally {
                closeSocket();
                pauseNanos = link.down(served);
            }
            pause(pauseNanos);
        }
    }

    /** Serves a connection until it ends. Returns false if the connection was not wanted. */
    private boolean serve(Link.Dialled dialled) throws IOException {
        Connection welcomed = new Connection(link, ways, dialled);
        welcomed.readBy(Thread.currentThread());
        if (!link.admits(welcomed, dialled.welcome())) {
            return false;
        }
        welcomed.serve();
        link.served(welcomed);
        if (!closed) {
            int node = dialled.welcome().nodeId();
            String why = welcomed.reason();
            LOG.log(System.Logger.Level.INFO, "{0}: the connection to node {1} ended: {2}", endpoint, node, why);
        }
        return true;
    }

    private Link.Dialled dial() throws IOException {
        RemoteSettings settings = link.settings();
        long deadlineNanos = System.nanoTime() + settings.timing().connect().toNanos();
        Socket plain = connect(deadlineNanos);
        plain.setTcpNoDelay(true);
        plain.setSoTimeout(remainingMillis(deadlineNanos));
        Socket secure = settings.tls().wrap(plain, endpoint.host(), endpoint.port());
        OutputStream out = secure.getOutputStream();
        FrameReader frames = new FrameReader(secure.getInputStream());
        out.write(link.hello().toArray());
        NodeFrame.Welcome welcome = welcome(frames);
        plain.setSoTimeout(0);
        return new Link.Dialled(plain, plain.getSendBufferSize(), frames, out, welcome);
    }

    private Socket connect(long deadlineNanos) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(endpoint.host());
        int count = Math.min(MAX_ADDRESSES, addresses.length);
        IOException trouble = new IOException("the host name resolves to no address");
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
        return Link.welcome(first);
    }

    private static int remainingMillis(long deadlineNanos) throws IOException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (millis < 1) {
            throw new IOException("connecting took too long");
        }
        return (int) Math.min(Integer.MAX_VALUE, millis);
    }

    /** Waits before the next attempt; if the node is connected at another address, waits until it is not. */
    private void pause(long nanos) {
        long begin = System.nanoTime();
        while (!closed && !awake) {
            long left = nanos - (System.nanoTime() - begin);
            if (link.rests()) {
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
