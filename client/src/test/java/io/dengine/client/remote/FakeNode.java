package io.dengine.client.remote;

import io.dengine.api.ClusterView;
import io.dengine.api.MemberView;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.ClockDrift;
import io.dengine.call.Answer;
import io.dengine.call.Call;
import io.dengine.call.ClientFrame;
import io.dengine.call.Frames;
import io.dengine.call.NodeFrame;
import io.dengine.command.Reply;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node as far as its clients can tell: welcomes them, and answers as the test says. */
final class FakeNode implements AutoCloseable {
    static final String CLUSTER = "0123456789abcdef0123456789abcdef";
    private static final long LIMIT_SECONDS = 20;

    final int id;
    final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    /** What is told to whoever comes; null for nothing at all. */
    volatile @Nullable ClusterView cluster;

    /** The answer to a call; null for none. */
    volatile Function<Call, @Nullable Answer> answers = call -> new Answer.Wrote(new Reply.Written(1, true, 1));

    volatile boolean answersPings = true;
    volatile boolean reads = true;

    private ServerSocket door;
    private Thread porter = new Thread();

    /** A frame, and who has sent it. */
    record Heard(Session session, ClientFrame frame) {}

    FakeNode(int id) {
        this.id = id;
        this.door = open(0);
        this.cluster = viewOf(1, id, this);
    }

    /** These nodes as the members of a cluster, at the addresses where they listen. */
    static ClusterView viewOf(long term, int leaderId, FakeNode... members) {
        List<MemberView> views = new ArrayList<>();
        for (FakeNode member : members) {
            views.add(new MemberView(member.id, member.address(), MemberView.Role.VOTER));
        }
        return new ClusterView(CLUSTER, term, leaderId, views, 1);
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    int port() {
        return door.getLocalPort();
    }

    private ServerSocket open(int port) {
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.setReceiveBufferSize(16 << 10);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            porter = start(() -> accept(opened));
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task, "fake-node");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Session session = new Session(from.accept());
                sessions.add(session);
                Thread unused = start(session::serve);
            }
        } catch (IOException e) {
            // The door is closed.
        }
    }

    /** The next frame, whatever it is. */
    ClientFrame hearFirst() throws InterruptedException {
        Heard next = heard.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("node " + id + " has heard nothing");
        }
        return next.frame();
    }

    /** The next frame that is not a hello. */
    Heard hear() throws InterruptedException {
        while (true) {
            Heard next = heard.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("node " + id + " has heard nothing");
            }
            if (!(next.frame() instanceof ClientFrame.Hello)) {
                return next;
            }
        }
    }

    /** The next frame of a kind; those before it are passed over. */
    <F extends ClientFrame> F hear(Class<F> kind) throws InterruptedException {
        while (true) {
            Heard next = heard.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("node " + id + " has heard no " + kind.getSimpleName());
            }
            if (kind.isInstance(next.frame())) {
                return kind.cast(next.frame());
            }
        }
    }

    void tellAll(NodeFrame frame) {
        sessions.forEach(session -> session.send(frame));
    }

    /** Lets nobody in, and ends all connections. */
    void stop() throws IOException {
        door.close();
        try {
            porter.join(); // until then the port is taken
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Session session : sessions) {
            session.close();
        }
        sessions.clear();
    }

    /** Is there again, at the same address. */
    void restart() {
        door = open(door.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    /** A connection of a client. */
    final class Session {
        private final Socket socket;

        Session(Socket socket) {
            this.socket = socket;
        }

        void serve() {
            try {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                if (!Arrays.equals(in.readNBytes(Frames.magic().length), Frames.magic())) {
                    throw new IOException("no magic");
                }
                while (reads) {
                    byte[] length = new byte[Frames.LENGTH_BYTES];
                    in.readFully(length);
                    byte[] frame = new byte[new BytesReader(Bytes.wrap(length)).readInt()];
                    in.readFully(frame);
                    take(ClientFrame.decode(Bytes.wrap(frame)));
                }
            } catch (IOException e) {
                sessions.remove(this);
            }
        }

        private void take(ClientFrame frame) {
            heard.add(new Heard(this, frame)); // before the answer: who has that looks here
            ClusterView view = cluster;
            if (frame instanceof ClientFrame.Hello && view != null) {
                send(new NodeFrame.Welcome(Frames.VERSION, id, view, ClockDrift.STANDARD));
            } else if (frame instanceof ClientFrame.Ping ping && answersPings) {
                send(new NodeFrame.Pong(ping.nonce()));
            } else if (frame instanceof ClientFrame.Ask ask) {
                Answer answer = answers.apply(ask.call());
                if (answer != null) {
                    send(new NodeFrame.Answered(ask.id(), answer));
                }
            }
        }

        void send(NodeFrame frame) {
            BytesWriter writer = new BytesWriter(256);
            writer.writeInt(0);
            frame.writeTo(writer);
            writer.setInt(0, writer.size() - Frames.LENGTH_BYTES);
            send(writer.toBytes());
        }

        synchronized void send(Bytes raw) {
            try {
                socket.getOutputStream().write(raw.toArray());
            } catch (IOException e) {
                sessions.remove(this);
            }
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
