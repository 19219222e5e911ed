package io.dengine.client.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.call.Frames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static Bytes stream(List<Bytes> frames) {
        BytesWriter writer = new BytesWriter(256);
        for (Bytes frame : frames) {
            writer.writeInt(frame.length()).writeRaw(frame);
        }
        return writer.toBytes();
    }

    private static Bytes frame(int length) {
        byte[] content = new byte[length];
        new SplittableRandom(length).nextBytes(content);
        return Bytes.wrap(content);
    }

    private static List<Bytes> readAll(InputStream source) throws IOException {
        FrameReader reader = new FrameReader(source);
        List<Bytes> frames = new ArrayList<>();
        do {
            for (Bytes next = reader.poll(); next != null; next = reader.poll()) {
                frames.add(next);
            }
        } while (reader.fill() >= 0);
        return frames;
    }

    /** Gives the bytes in pieces of the given sizes, in turn. */
    private static InputStream inPieces(Bytes stream, int... sizes) {
        ByteArrayInputStream whole = new ByteArrayInputStream(stream.toArray());
        return new InputStream() {
            private int next;

            @Override
            public int read() {
                return whole.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return whole.read(target, offset, Math.min(length, sizes[next++ % sizes.length]));
            }
        };
    }

    @Test
    void frames_are_whole_wherever_the_stream_is_cut() throws IOException {
        List<Bytes> frames = List.of(frame(1), frame(40), frame(7), frame(300));
        Bytes stream = stream(frames);
        for (int cut = 1; cut < stream.length(); cut++) {
            assertThat(readAll(inPieces(stream, cut, stream.length())))
                    .as("cut at %d", cut)
                    .isEqualTo(frames);
        }
        assertThat(readAll(inPieces(stream, 1))).isEqualTo(frames);
    }

    @Test
    void large_frames_are_whole_as_well() throws IOException {
        int buffer = 64 << 10;
        List<Bytes> frames = List.of(
                frame(10),
                frame(buffer - 5),
                frame(buffer - 4),
                frame(buffer),
                frame(3),
                frame(buffer + 1),
                frame(1 << 20),
                frame(20));
        for (int[] sizes : new int[][] {{1 << 20}, {1000}, {buffer, 7}, {3, 60_001}}) {
            assertThat(readAll(inPieces(stream(frames), sizes))).isEqualTo(frames);
        }
    }

    @Test
    void what_is_read_stays_as_it_is_when_more_is_read() throws IOException {
        List<Bytes> frames = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            frames.add(frame(1 + i % 200));
        }
        assertThat(readAll(inPieces(stream(frames), 997))).isEqualTo(frames);
    }

    @Test
    void a_web_server_is_told_from_a_node() {
        Bytes answer = Bytes.utf8("HTTP/1.1 400 Bad Request\r\n\r\n");
        assertThatThrownBy(() -> readAll(new ByteArrayInputStream(answer.toArray())))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("it speaks HTTP, so a web server listens there, not a node");
    }

    @Test
    void a_length_that_no_frame_has_is_refused() {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE, Frames.MAX_FRAME_BYTES + 1}) {
            Bytes stream = new BytesWriter(16).writeInt(length).toBytes();
            assertThatThrownBy(() -> readAll(inPieces(stream, 16)))
                    .isInstanceOf(MalformedBytesException.class)
                    .hasMessageContaining("a frame of");
        }
    }

    @Test
    void the_end_in_the_middle_of_a_frame_is_the_end() throws IOException {
        Bytes stream = stream(List.of(frame(5), frame(100_000)));
        assertThat(readAll(inPieces(stream.slice(0, 90_000), 4_096))).containsExactly(frame(5));
    }
}
