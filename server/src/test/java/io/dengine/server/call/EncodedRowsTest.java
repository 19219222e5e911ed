package io.dengine.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Answer;
import io.dengine.call.AnswerRoom;
import io.dengine.call.NodeFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EncodedRowsTest {
    private static final int SEEDS = 500;

    private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);

    @AfterEach
    void nothingIsLeft() {
        assertThat(buffers.metric().usedDirectMemory()).isZero();
    }

    private static List<KeyValue> random(SplittableRandom random) {
        List<KeyValue> rows = new ArrayList<>();
        int longest = 1 << random.nextInt(19);
        for (int i = random.nextInt(40); i > 0; i--) {
            rows.add(new KeyValue(
                    bytes(random, random.nextInt(longest)),
                    bytes(random, random.nextInt(longest)),
                    number(random),
                    number(random),
                    number(random),
                    number(random)));
        }
        return rows;
    }

    /** Numbers of every encoded length. */
    private static long number(SplittableRandom random) {
        return random.nextLong() >>> random.nextInt(64);
    }

    private static Bytes bytes(SplittableRandom random, int length) {
        byte[] array = new byte[length];
        random.nextBytes(array);
        return Bytes.wrap(array);
    }

    private static KeyValue row(int valueBytes) {
        return new KeyValue(Bytes.utf8("key"), Bytes.wrap(new byte[valueBytes]), 1, 1, 1, 0);
    }

    @Test
    void theyAreWhatTheFrameOfTheAnswerContains() {
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<KeyValue> rows = random(random);
            Rows found = new Rows(rows, number(random), random.nextBoolean(), number(random), random.nextLong());
            BytesWriter expected = new BytesWriter(64);
            new NodeFrame.Answered(seed, new Answer.Found(found)).writeTo(expected);

            EncodedRows encoded = new EncodedRows(AnswerRoom.UNBOUNDED, buffers);
            rows.forEach(row -> assertThat(encoded.add(row)).isTrue());
            BytesWriter frame = new BytesWriter(64);
            NodeFrame.Answered.writeHead(frame, seed, found, encoded.count());
            long length = frame.size() + encoded.bytes();
            for (ByteBuf piece : encoded.takePieces()) {
                byte[] bytes = new byte[piece.readableBytes()];
                piece.readBytes(bytes);
                piece.release();
                frame.writeRaw(Bytes.wrap(bytes));
            }
            encoded.writeRest(frame);
            assertThat(frame.toBytes()).as("seed %d", seed).isEqualTo(expected.toBytes());
            assertThat(length).as("seed %d", seed).isEqualTo(frame.size());
            encoded.close();
        }
    }

    @Test
    void manyRowsAreOutsideOfTheHeap() {
        EncodedRows rows = new EncodedRows(AnswerRoom.UNBOUNDED, buffers);
        for (int i = 0; i < 1_000; i++) {
            assertThat(rows.add(row(1_000))).isTrue();
        }
        assertThat(buffers.metric().usedDirectMemory()).isGreaterThan(1_000_000 - EncodedRows.PIECE_BYTES);
        assertThat(buffers.metric().usedHeapMemory()).isZero();
        rows.close();
    }

    @Test
    void aRowIsCountedBeforeItIsKept() {
        long[] left = {100_000};
        EncodedRows rows = new EncodedRows(
                bytes -> {
                    boolean fits = bytes <= left[0];
                    left[0] -= fits ? bytes : 0;
                    return fits;
                },
                buffers);
        assertThat(rows.add(row(90_000))).isTrue();
        assertThat(rows.add(row(20_000))).isFalse();
        assertThat(rows.count()).isEqualTo(1);
        assertThat(rows.bytes()).isBetween(90_000L, 90_050L);
        rows.close();
    }

    @Test
    void aReadThatNobodyWaitsForEnds() {
        EncodedRows rows = new EncodedRows(AnswerRoom.UNBOUNDED, buffers);
        assertThat(rows.add(row(200_000))).isTrue();
        rows.close();
        assertThat(rows.add(row(200_000))).isFalse();
    }
}
