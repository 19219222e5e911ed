package io.dengine.server.call;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.call.AnswerRoom;
import io.dengine.call.RowSink;
import io.dengine.command.KeyValueCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an answer, encoded for the client as they are read. All but the last ones are in pieces outside of the
 * heap, so an answer that waits for a client, however large, is nothing that the garbage collector must copy.
 *
 * <p>Safe for use by any thread: a connection that ends closes it while the rows are still read.
 */
final class EncodedRows implements RowSink {
    /** The size of a piece. An array of this size is no humongous object, even of a small heap. */
    static final int PIECE_BYTES = 64 << 10;

    private final AnswerRoom room;
    private final ByteBufAllocator buffers;

    // ---- guarded by this
    private final List<ByteBuf> pieces = new ArrayList<>(0);
    private @Nullable BytesWriter rest;
    private long pieceBytes;
    private long uncountedBytes;
    private int count;
    private boolean closed;

    /** @param room the memory for the rows */
    EncodedRows(AnswerRoom room, ByteBufAllocator buffers) {
        this.room = room;
        this.buffers = buffers;
    }

    @Override
    public synchronized boolean add(KeyValue row) {
        long rowBytes = KeyValueCodec.encodedBytes(row);
        if (closed || !counts(rowBytes)) {
            return false;
        }
        BytesWriter writer = rest;
        if (writer == null) {
            writer = new BytesWriter((int) Math.min(PIECE_BYTES, rowBytes));
            rest = writer;
        }
        count++;
        KeyValueCodec.writeKey(row, writer);
        append(row.value(), writer);
        KeyValueCodec.writeNumbers(row, writer);
        return true;
    }

    private boolean counts(long bytes) {
        uncountedBytes += bytes;
        if (uncountedBytes > AnswerRoom.STEP_BYTES) {
            if (!room.take(uncountedBytes)) {
                return false;
            }
            uncountedBytes = 0;
        }
        return true;
    }

    private void append(Bytes value, BytesWriter writer) {
        int at = 0;
        while (writer.size() + (value.length() - at) >= PIECE_BYTES) {
            int fitting = Math.max(0, PIECE_BYTES - writer.size());
            writer.writeRaw(value.slice(at, fitting));
            at += fitting;
            endPiece(writer);
        }
        writer.writeRaw(value.slice(at));
    }

    private void endPiece(BytesWriter writer) {
        ByteBuf piece = buffers.directBuffer(writer.size());
        piece.writeBytes(writer.array(), 0, writer.size());
        pieces.add(piece);
        pieceBytes += writer.size();
        writer.clear();
    }

    @Override
    public boolean takesViews() {
        return true;
    }

    @Override
    public List<KeyValue> rows() {
        return List.of();
    }

    synchronized int count() {
        return count;
    }

    synchronized long bytes() {
        return pieceBytes + (rest == null ? 0 : rest.size());
    }

    /** Returns the pieces, which belong to the caller from now on; {@link #writeRest} writes what follows them. */
    synchronized List<ByteBuf> takePieces() {
        List<ByteBuf> taken = List.copyOf(pieces);
        pieces.clear();
        return taken;
    }

    /** Appends what follows the last piece. */
    synchronized void writeRest(BytesWriter writer) {
        if (rest != null) {
            writer.writeRaw(Bytes.wrap(rest.array(), 0, rest.size()));
        }
    }

    /** Drops what was not taken. No row is accepted from now on. */
    synchronized void close() {
        closed = true;
        pieces.forEach(ByteBuf::release);
        pieces.clear();
    }
}
