package io.dengine.server.call;

import io.dengine.bytes.BytesWriter;
import io.dengine.call.FramePieces;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The output that waits until the client has taken what precedes it: long frames, which are encoded only when there is
 * room for a piece, and what comes after them. It is empty whenever the channel has room.
 *
 * <p>Owned by the event loop of the connection.
 */
final class Backlog {
    /** The size of a piece. An array of twice this size would be a humongous object of a small heap. */
    static final int PIECE_BYTES = 256 << 10;

    private sealed interface Entry {
        long heldBytes();
    }

    private record Ready(ByteBuf bytes) implements Entry {
        @Override
        public long heldBytes() {
            return bytes.readableBytes();
        }
    }

    private record Begun(FramePieces frame) implements Entry {
        @Override
        public long heldBytes() {
            return frame.heldBytes();
        }
    }

    private final ChannelHandlerContext context;
    private final Queue<Entry> entries = new ArrayDeque<>();
    /** Null while no long frame is being sent. */
    private @Nullable BytesWriter piece;

    private long heldBytes;
    private long unsentBytes;

    Backlog(ChannelHandlerContext context) {
        this.context = context;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Returns the memory of what waits. A frame counts in full until its last piece was written to the channel. */
    long heldBytes() {
        return heldBytes;
    }

    /** Returns the number of bytes that were not written to the channel yet. */
    long unsentBytes() {
        return unsentBytes;
    }

    /** Writes bytes to the channel, after all that waits; takes them over. */
    void writeAfterAll(ByteBuf bytes) {
        if (isEmpty()) {
            write(bytes);
        } else {
            unsentBytes += bytes.readableBytes();
            add(new Ready(bytes));
        }
    }

    /** Adds a frame whose length was written before. */
    void add(FramePieces frame) {
        unsentBytes += frame.length();
        add(new Begun(frame));
    }

    private void add(Entry entry) {
        heldBytes += entry.heldBytes();
        entries.add(entry);
    }

    /** Writes to the channel while it has room, without a flush. */
    void drain() {
        while (!entries.isEmpty() && context.channel().isWritable()) {
            ByteBuf bytes = next(entries.element());
            unsentBytes -= bytes.readableBytes();
            write(bytes);
        }
        if (entries.isEmpty()) {
            piece = null;
        }
    }

    private void write(ByteBuf bytes) {
        // The void promise turns a failed write into an exception in the pipeline, which closes the channel.
        var unused = context.write(bytes, context.voidPromise());
    }

    private ByteBuf next(Entry first) {
        return switch (first) {
            case Ready ready -> {
                ended(ready);
                yield ready.bytes();
            }
            case Begun begun -> {
                BytesWriter writer = piece();
                if (!begun.frame().writeTo(writer, PIECE_BYTES)) {
                    ended(begun);
                }
                ByteBuf bytes = context.alloc().buffer(writer.size());
                yield bytes.writeBytes(writer.array(), 0, writer.size());
            }
        };
    }

    private void ended(Entry first) {
        heldBytes -= first.heldBytes();
        entries.remove();
    }

    private BytesWriter piece() {
        BytesWriter writer = piece;
        if (writer == null) {
            writer = new BytesWriter(PIECE_BYTES + FramePieces.EXCESS_BYTES);
            piece = writer;
        }
        writer.clear();
        return writer;
    }

    /** Drops everything: the connection is closed. */
    void clear() {
        for (Entry entry : entries) {
            if (entry instanceof Ready ready) {
                ready.bytes().release();
            }
        }
        entries.clear();
        piece = null;
        heldBytes = 0;
        unsentBytes = 0;
    }
}
