package io.dengine.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.Answer;
import io.dengine.call.FramePieces;
import io.dengine.call.NodeFrame;
import io.dengine.call.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A long frame is the same to the byte whether it is written at once or in pieces. */
class FramePiecesTest {
    private static final int SEEDS = 300;

    private static NodeFrame.Answered random(SplittableRandom random) {
        List<KeyValue> rows = new ArrayList<>();
        int longest = 1 << random.nextInt(14);
        for (int i = random.nextInt(1, 40); i > 0; i--) {
            rows.add(new KeyValue(
                    bytes(random, random.nextInt(longest)),
                    bytes(random, random.nextInt(longest)),
                    number(random),
                    number(random),
                    number(random),
                    number(random)));
        }
        rows.add(new KeyValue(Bytes.utf8("last"), Bytes.utf8("so that it is never empty"), 1, 2, 3, 4));
        Rows found = new Rows(rows, number(random), random.nextBoolean(), number(random), random.nextLong());
        return new NodeFrame.Answered(number(random), new Answer.Found(found));
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

    private static Bytes whole(NodeFrame frame) {
        BytesWriter writer = new BytesWriter(64);
        frame.writeTo(writer);
        return writer.toBytes();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 4_096, 1 << 20})
    void piecesJoinedAreTheFrame(int pieceBytes) {
        for (int seed = 0; seed < SEEDS; seed++) {
            NodeFrame.Answered frame = random(new SplittableRandom(seed));
            FramePieces pieces = Objects.requireNonNull(frame.inPieces(0), "seed " + seed);
            BytesWriter joined = new BytesWriter(64);
            BytesWriter piece = new BytesWriter(64);
            boolean more = true;
            while (more) {
                piece.clear();
                more = pieces.writeTo(piece, pieceBytes);
                assertThat(piece.size()).isLessThanOrEqualTo(pieceBytes + FramePieces.EXCESS_BYTES);
                joined.writeRaw(piece.toBytes());
            }
            Bytes expected = whole(frame);
            assertThat(joined.toBytes()).as("seed %d", seed).isEqualTo(expected);
            assertThat(pieces.length()).as("seed %d", seed).isEqualTo(expected.length());
            assertThat(pieces.heldBytes()).isGreaterThanOrEqualTo(expected.length());
        }
    }

    @Test
    void aFrameThatIsNotLongIsWrittenAtOnce() {
        KeyValue row = new KeyValue(Bytes.utf8("key"), Bytes.wrap(new byte[97]), 1, 1, 1, 0);
        NodeFrame.Answered frame = new NodeFrame.Answered(1, new Answer.Found(new Rows(List.of(row), 1, false, 1)));
        assertThat(frame.inPieces(100)).isNull();
        assertThat(frame.inPieces(99)).isNotNull();
        assertThat(new NodeFrame.Answered(1, new Answer.Failed(Problem.STOPPED, "x".repeat(200))).inPieces(100))
                .isNull();
    }
}
