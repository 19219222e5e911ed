package io.dengine.client.remote;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.call.NodeFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The way of a link in a simulation: the work of {@link SocketWay}'s thread, driven by events. */
final class DrivenWay implements Way {
    /** The send buffer is unlimited: a simulated stream never blocks. */
    private static final int SEND_BUFFER_BYTES = Integer.MAX_VALUE;

    private final Link link;
    private final DrivenWays ways;
    private @Nullable Attempt current;
    private int pauses;
    private boolean closed;

    DrivenWay(Link link, DrivenWays ways) {
        this.link = link;
        this.ways = ways;
    }

    @Override
    public void start() {
        if (!closed) {
            current = new Attempt();
            current.begin();
        }
    }

    @Override
    public void wake() {
        if (current == null && !closed) {
            pauses++;
            start();
        }
    }

    @Override
    public void close() {
        closed = true;
        if (current != null) {
            current.cut();
        }
    }

    @Override
    public void join(Duration timeout) {
        // There is no thread.
    }

    private void pause(long nanos) {
        if (!link.rests()) {
            int pause = ++pauses;
            ways.driver().after(nanos, () -> {
                if (pause == pauses) {
                    wake();
                }
            });
        }
    }

    /** One connection, from dialing to its end. */
    private final class Attempt extends OutputStream implements DrivenNetwork.End {
        private final Arrived arrived = new Arrived();
        private final FrameReader frames = new FrameReader(arrived);
        private DrivenNetwork.@Nullable Stream stream;
        private @Nullable Connection connection;
        private boolean over;

        void begin() {
            stream = ways.network().dial(link.endpoint().host(), link.endpoint().port(), this);
            ways.driver().after(link.settings().timing().connect().toNanos(), () -> {
                if (connection == null) {
                    ended("connecting took too long");
                }
            });
        }

        @Override
        public void connected() {
            send(link.hello());
        }

        @Override
        public void received(Bytes bytes) {
            if (over) {
                return;
            }
            arrived.add(bytes);
            try {
                take();
            } catch (IOException | MalformedBytesException e) {
                Connection present = connection;
                if (present != null) {
                    present.failBecause(e);
                } else {
                    link.failed(e);
                }
                ended(String.valueOf(e.getMessage()));
            }
        }

        private void take() throws IOException {
            while (arrived.available() > 0 && !over) {
                int unused = frames.fill();
                if (connection == null) {
                    greet();
                }
                if (connection != null) {
                    connection.takeArrived();
                }
            }
        }

        private void greet() throws IOException {
            Bytes first = frames.poll();
            if (first == null) {
                return;
            }
            NodeFrame.Welcome welcome = Link.welcome(first);
            Connection welcomed =
                    new Connection(link, ways, new Link.Dialled(this, SEND_BUFFER_BYTES, frames, this, welcome));
            if (link.admits(welcomed, welcome)) {
                connection = welcomed;
            } else {
                ended("it is not wanted");
            }
        }

        @Override
        public void ended(String why) {
            if (over) {
                return;
            }
            over = true;
            current = null;
            if (stream != null) {
                stream.close();
            }
            Connection served = connection;
            if (served != null) {
                served.fail(why);
                served.end();
                link.served(served);
            }
            long pauseNanos = link.down(served != null);
            if (!closed) {
                pause(pauseNanos);
            }
        }

        /** Ends the attempt on behalf of the client, after the current call has returned. */
        void cut() {
            ways.driver().after(0, () -> ended("the client has closed it"));
        }

        private void send(Bytes bytes) {
            if (stream != null && !over) {
                stream.send(bytes);
            }
        }

        // ---- the output stream of the connection

        @Override
        public void write(int one) {
            send(Bytes.wrap(new byte[] {(byte) one}));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            send(Bytes.wrap(Arrays.copyOfRange(bytes, offset, offset + length)));
        }

        @Override
        public void close() {
            if (!over) {
                cut();
            }
        }
    }

    /** The bytes that have arrived and were not read. */
    private static final class Arrived extends InputStream {
        private Bytes bytes = Bytes.EMPTY;

        void add(Bytes more) {
            byte[] all = Arrays.copyOf(bytes.toArray(), bytes.length() + more.length());
            more.copyTo(all, bytes.length());
            bytes = Bytes.wrap(all);
        }

        @Override
        public int available() {
            return bytes.length();
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) == 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = Math.min(length, bytes.length());
            bytes.slice(0, count).copyTo(target, offset);
            bytes = bytes.slice(count);
            return count;
        }
    }
}
