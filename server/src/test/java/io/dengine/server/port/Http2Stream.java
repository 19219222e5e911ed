package io.dengine.server.port;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One stream of HTTP/2, written by hand: what no library would send. */
final class Http2Stream implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int MAX_FRAME = 16 << 10;

    private final Socket socket;

    Http2Stream(Socket socket) throws IOException {
        this.socket = socket;
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0], 0, 0);
        while (readFrame(new DataInputStream(socket.getInputStream()), new ByteArrayOutputStream()) != SETTINGS) {
            // The node's windows are as large as its settings say only once they are acknowledged.
        }
        frame(SETTINGS, ACK, 0, new byte[0], 0, 0);
    }

    void begin(String path) throws IOException {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        header(headers, ":method", "POST");
        header(headers, ":scheme", "http");
        header(headers, ":path", path);
        header(headers, ":authority", "localhost");
        header(headers, "te", "trailers");
        header(headers, "content-type", "application/grpc");
        frame(HEADERS, END_HEADERS, 1, headers.toByteArray(), 0, headers.size());
    }

    /** Sends the beginning of a message of {@code length} bytes, as far as it is taken. */
    void send(byte[] begin, int length) throws IOException {
        byte[] message = new byte[begin.length + 5];
        message[1] = (byte) (length >>> 24);
        message[2] = (byte) (length >>> 16);
        message[3] = (byte) (length >>> 8);
        message[4] = (byte) length;
        try {
            for (int at = 0; at < message.length; at += MAX_FRAME) {
                frame(DATA, 0, 1, message, at, Math.min(MAX_FRAME, message.length - at));
            }
        } catch (IOException e) {
            // The connection was ended meanwhile.
        }
    }

    /** The text of all headers that come until those with a status of gRPC. */
    String awaitTrailers() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        while (readFrame(in, payload) != HEADERS) {
            payload.reset();
        }
        return payload.toString(StandardCharsets.ISO_8859_1);
    }

    /** The type of the next frame, whose payload is appended. */
    private static int readFrame(DataInputStream in, ByteArrayOutputStream payload) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readFully(new byte[5]);
        payload.writeBytes(in.readNBytes(length));
        return type;
    }

    /** Literal, never indexed, without Huffman coding. */
    private static void header(ByteArrayOutputStream out, String name, String value) {
        out.write(0x10);
        out.write(name.length());
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        out.write(value.length());
        out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private void frame(int type, int flags, int stream, byte[] payload, int offset, int length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(length >>> 16);
        out.write(length >>> 8);
        out.write(length);
        out.write(type);
        out.write(flags);
        out.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        out.write(payload, offset, length);
        socket.getOutputStream().write(out.toByteArray());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
