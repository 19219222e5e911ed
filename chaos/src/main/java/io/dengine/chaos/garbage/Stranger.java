package io.dengine.chaos.garbage;

import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Call;
import io.dengine.call.ClientFrame;
import io.dengine.call.Frames;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** A hostile client that connects, misbehaves in one way, and stays until it is disconnected. */
enum Stranger {
    /** Sends a body that never ends: 6 MB, then byte by byte. */
    ENDLESS_BODY {
        @Override
        void misbehave(Socket socket, SplittableRandom random) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(ascii("POST /put HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8000000\r\n\r\n"));
            byte[] piece = new byte[64 << 10];
            for (int sent = 0; sent < 6_000_000; sent += piece.length) {
                out.write(piece);
            }
            drip(socket);
        }
    },
    /** Requests all keys repeatedly, and reads no answer. */
    READS_NOTHING {
        @Override
        void misbehave(Socket socket, SplittableRandom random) throws IOException {
            socket.setReceiveBufferSize(4 << 10);
            hello(socket);
            for (int id = 0; id < 2_000; id++) {
                ask(socket, id, new Call.ReadRange(RangeQuery.prefix(Bytes.EMPTY), ReadOptions.EVENTUAL));
            }
            drip(socket);
        }
    },
    /** Sends a frame that lacks its last byte. */
    FRAME_ONE_SHORT {
        @Override
        void misbehave(Socket socket, SplittableRandom random) throws IOException {
            hello(socket);
            BytesWriter out = new BytesWriter(1 << 20);
            out.writeInt(1 << 20);
            out.writeByte(2).writeVarLong(1).writeRaw(Bytes.wrap(new byte[(1 << 20) - 3]));
            socket.getOutputStream().write(out.toBytes().toArray());
            untilTheEnd(socket);
        }
    },
    /** Sends the preface of HTTP/2, then random bytes. */
    BROKEN_HTTP2 {
        @Override
        void misbehave(Socket socket, SplittableRandom random) throws IOException {
            socket.getOutputStream().write(ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
            noise(socket, random);
        }
    },
    /** Sends random bytes from the start, sometimes after the first bytes of a TLS handshake. */
    NOISE {
        @Override
        void misbehave(Socket socket, SplittableRandom random) throws IOException {
            if (random.nextBoolean()) {
                socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0});
            }
            noise(socket, random);
        }
    },
    /** Sends requests that are truncated, malformed, or meant for another host. */
    BROKEN_HTTP {
        @Override
        void misbehave(Socket socket, SplittableRandom random) throws IOException {
            String[] requests = {
                "GET /get?key=%FF HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /remove HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 13\r\n\r\n{\"node_id\":2}",
                "POST /put HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(500),
                "GET /watch?prefix= HTTP/1.1\r\nHost: localhost\r\n\r\n",
            };
            socket.getOutputStream().write(ascii(requests[random.nextInt(requests.length)]));
            untilTheEnd(socket);
        }
    },
    /** Connects and sends nothing. */
    SILENT {
        @Override
        void misbehave(Socket socket, SplittableRandom random) throws IOException {
            untilTheEnd(socket);
        }
    };

    private static final int PATIENCE_MILLIS = 20_000;

    abstract void misbehave(Socket socket, SplittableRandom random) throws IOException;

    /** Connects once. Returns when the node has disconnected it, or after it has sent and waited long enough. */
    void visit(int port, SplittableRandom random) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            misbehave(socket, random);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void hello(Socket socket) throws IOException {
        socket.getOutputStream().write(Frames.magic());
        send(socket, new ClientFrame.Hello(Frames.VERSION, "a stranger"));
    }

    private static void ask(Socket socket, long id, Call call) throws IOException {
        send(socket, new ClientFrame.Ask(id, call));
    }

    private static void send(Socket socket, ClientFrame frame) throws IOException {
        BytesWriter out = new BytesWriter(64);
        out.writeInt(0);
        frame.writeTo(out);
        out.setInt(0, out.size() - Frames.LENGTH_BYTES);
        socket.getOutputStream().write(out.toBytes().toArray());
    }

    private static void noise(Socket socket, SplittableRandom random) throws IOException {
        byte[] noise = new byte[random.nextInt(4_000) + 1];
        random.nextBytes(noise);
        socket.getOutputStream().write(noise);
        untilTheEnd(socket);
    }

    /** Sends a byte from time to time, which keeps a connection alive that only has an idle timeout. */
    private static void drip(Socket socket) throws IOException {
        for (int i = 0; i < 200; i++) {
            socket.getOutputStream().write(0);
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void untilTheEnd(Socket socket) throws IOException {
        byte[] answer = new byte[8 << 10];
        while (socket.getInputStream().read(answer) >= 0) {
            // The content of the answer is irrelevant.
        }
    }
}
