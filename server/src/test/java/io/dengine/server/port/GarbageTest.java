package io.dengine.server.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Frames;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random bytes behind the beginnings of each protocol, and valid requests with random changes. */
@Timeout(120)
class GarbageTest {
    private static final long SEED = 20_261_128;
    private static final int ROUNDS = 300;

    private static final List<byte[]> REQUESTS = List.of(
            ascii("POST /put HTTP/1.1\r\nHost: localhost\r\nContent-Length: 23\r\n\r\n"
                    + "{\"key\":\"a\",\"value\":\"b\"}"),
            ascii("POST /cas HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\n{\"key\r\n0\r\n\r\n"),
            ascii("GET /scan?prefix=%2F&limit=10 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /get?key=a HTTP/1.1\r\n\r\n"),
            ascii("GET /watch?prefix= HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 5\r\n\r\n"),
            http2(),
            calls(),
            Bytes.wrap(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3})
                    .toArray());

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] http2() {
        BytesWriter out = new BytesWriter(128);
        out.writeRaw(Bytes.wrap(ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")));
        out.writeRaw(Bytes.wrap(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0})); // settings
        out.writeRaw(Bytes.wrap(new byte[] {0, 0, 4, 1, 4, 0, 0, 0, 1, (byte) 0x83, (byte) 0x86, (byte) 0x84, 0x41}));
        out.writeRaw(Bytes.wrap(new byte[] {0, 0, 5, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0}));
        return out.toBytes().toArray();
    }

    private static byte[] calls() {
        BytesWriter out = new BytesWriter(128);
        out.writeRaw(Bytes.wrap(Frames.magic()));
        out.writeInt(4).writeByte(1).writeVarLong(Frames.VERSION).writeString("x");
        out.writeInt(3).writeByte(6).writeVarLong(500);
        out.writeInt(9)
                .writeByte(2)
                .writeVarLong(1)
                .writeByte(2)
                .writeByte(0)
                .writeByte(0)
                .writeByte(0)
                .writeByte(1);
        return out.writeString("k").toBytes().toArray();
    }

    private static byte[] changed(byte[] request, SplittableRandom random) {
        byte[] changed =
                Arrays.copyOf(request, random.nextInt(4) == 0 ? random.nextInt(request.length) + 1 : request.length);
        int changes = random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        if (random.nextInt(3) == 0) {
            byte[] tail = new byte[random.nextInt(2_000)];
            random.nextBytes(tail);
            int length = changed.length;
            changed = Arrays.copyOf(changed, length + tail.length);
            System.arraycopy(tail, 0, changed, length, tail.length);
        }
        return changed;
    }

    @Test
    void whateverIsSentThePortGoesOn() throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        try (ServedPort port = new ServedPort(2_000)) {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] sent = changed(REQUESTS.get(random.nextInt(REQUESTS.size())), random);
                send(port, sent, random);
                if (round % 50 == 0) {
                    port.serveAHealthyClient();
                }
            }
            port.serveAHealthyClient();
            ServedPort.await(() -> port.memory.usedBytes() == 0, "everything was given back");
            assertThat(port.port.connections()).isZero();
        }
    }

    private static void send(ServedPort port, byte[] sent, SplittableRandom random) throws IOException {
        try (Socket socket = port.connect()) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            int cut = random.nextInt(sent.length + 1);
            out.write(sent, 0, cut);
            out.flush();
            out.write(sent, cut, sent.length - cut);
            socket.shutdownOutput();
            if (random.nextBoolean()) {
                socket.getInputStream().readNBytes(100);
            }
        } catch (IOException e) {
            // The node ends connections that make no sense, which may be seen in the middle of a write.
        }
    }
}
