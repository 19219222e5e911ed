package io.dengine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final long SALT = 0x1234_5678_9ABC_DEF0L;
    private final Frame frame = new Frame();

    private byte[] encoded(Entry entry, int type, long salt) {
        ByteBuffer target = ByteBuffer.allocate(
                        (int) Frame.sizeOf(entry.payload().length()))
                .order(ByteOrder.LITTLE_ENDIAN);
        int crc = frame.encode(entry, type, 77, Mark.of(3, 4096), salt, target);
        assertThat(target.remaining()).isZero();
        assertThat(Frame.headerCrc(target.array(), 0)).isEqualTo(crc);
        return target.array();
    }

    private static Entry entry(int payloadBytes) {
        byte[] payload = new byte[payloadBytes];
        new SplittableRandom(payloadBytes).nextBytes(payload);
        return new Entry(Long.MAX_VALUE - 5, Frame.MAX_TERM, 1234, Entry.Kind.COMMAND, Bytes.wrap(payload));
    }

    @Test
    void reads_what_it_wrote() {
        for (int bytes = 0; bytes < 40; bytes++) {
            byte[] block = encoded(entry(bytes), Frame.typeOf(Entry.Kind.COMMAND), SALT);

            assertThat(block.length % Frame.ALIGNMENT).isZero();
            assertThat(frame.isHeader(block, 0, SALT)).isTrue();
            assertThat(frame.isPayload(block, 0)).isTrue();
            assertThat(Frame.entry(block, 0)).isEqualTo(entry(bytes));
            assertThat(Frame.previousCrc(block, 0)).isEqualTo(77);
            assertThat(Frame.syncedMark(block, 0)).isEqualTo(Mark.of(3, 4096));
        }
    }

    @Test
    void a_direct_buffer_gets_the_same_bytes() {
        ByteBuffer direct = ByteBuffer.allocateDirect(256).order(ByteOrder.LITTLE_ENDIAN);
        direct.position(8);
        frame.encode(entry(50), 2, 77, Mark.of(3, 4096), SALT, direct);
        byte[] bytes = new byte[(int) Frame.sizeOf(50)];
        direct.get(8, bytes);
        assertThat(bytes).isEqualTo(encoded(entry(50), 2, SALT));
    }

    @Test
    @Tag("bug:D-07")
    void no_flipped_bit_goes_unnoticed() {
        byte[] block = encoded(entry(13), Frame.typeOf(Entry.Kind.COMMAND), SALT);
        for (int bit = 0; bit < 8 * (Frame.HEADER_BYTES + 13); bit++) {
            byte[] damaged = block.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(frame.isHeader(damaged, 0, SALT) && frame.isPayload(damaged, 0))
                    .as("bit %d", bit)
                    .isFalse();
        }
    }

    @Test
    @Tag("bug:D-08")
    void zeros_and_frames_of_another_life_are_no_frames() {
        byte[] block = encoded(entry(13), Frame.typeOf(Entry.Kind.COMMAND), SALT);
        assertThat(frame.isHeader(block, 0, SALT + 1)).isFalse();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            assertThat(frame.isHeader(new byte[Frame.HEADER_BYTES], 0, random.nextLong()))
                    .isFalse();
        }
    }

    @Test
    void lengths_that_were_never_written_are_refused_before_anything_else() {
        byte[] block = encoded(entry(0), Frame.typeOf(Entry.Kind.COMMAND), SALT);
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putInt(4, Frame.MAX_PAYLOAD_BYTES + 1);
        assertThat(frame.isHeader(block, 0, SALT)).isFalse();
        ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).putInt(4, -1);
        assertThat(frame.isHeader(block, 0, SALT)).isFalse();
    }
}
