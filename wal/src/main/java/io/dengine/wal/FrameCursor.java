package io.dengine.wal;

import io.dengine.wal.disk.NamedReads;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Iterates over the frames of a segment in large reads. Owned by one thread. */
final class FrameCursor {
    private final Frame frame = new Frame();
    private final Segment segment;
    private final int chunkBytes;
    private long position;
    private long salt;
    private byte[] block = new byte[0];
    private int blockBytes;
    private int at;

    /** Creates a cursor that reads {@code chunkBytes} at a time, or more if a frame takes more. */
    FrameCursor(Segment segment, long position, int chunkBytes) {
        this.segment = segment;
        this.chunkBytes = Math.max(chunkBytes, Frame.HEADER_BYTES);
        this.position = position;
        this.salt = segment.saltAt(position);
    }

    long position() {
        return position;
    }

    /** Returns the block that holds the current frame, after {@link #isAtHeader} has returned true. */
    byte[] block() {
        return block;
    }

    /** Returns the offset of the current frame in the block. */
    int at() {
        return at;
    }

    int type() {
        return Frame.type(block, at);
    }

    /** Returns whether there is a valid frame at the current position. The chain of checksums is not checked. */
    boolean isAtFrame() throws IOException {
        return isAtHeader() && isIntact();
    }

    /**
     * Returns whether there is a frame with a valid header at the current position, so that {@link #skip} finds the
     * next one. Its payload may be damaged.
     */
    boolean isAtHeader() throws IOException {
        if (blockBytes - at < Frame.HEADER_BYTES) {
            load(chunkBytes);
        }
        if (blockBytes - at < Frame.HEADER_BYTES || !frame.isHeader(block, at, salt)) {
            return false;
        }
        long size = Frame.sizeOf(Frame.payloadBytes(block, at));
        if (blockBytes - at < size) {
            load(Math.max(size, chunkBytes));
        }
        return blockBytes - at >= size;
    }

    /** Returns whether the payload is the one that was written, after {@link #isAtHeader} has returned true. */
    boolean isIntact() {
        return frame.isPayload(block, at);
    }

    /** Moves behind the current frame. */
    void skip() {
        if (type() == Frame.RESALT) {
            salt = Frame.newSalt(block, at);
        }
        long size = Frame.sizeOf(Frame.payloadBytes(block, at));
        at += (int) size;
        position += size;
    }

    /** Moves to another position of the segment. */
    void seek(long newPosition) {
        long newAt = at + (newPosition - position);
        position = newPosition;
        salt = segment.saltAt(newPosition);
        if (newAt >= 0 && newAt <= blockBytes) {
            at = (int) newAt;
        } else {
            at = 0;
            blockBytes = 0;
        }
    }

    private void load(long bytes) throws IOException {
        int wanted = (int) Math.max(0, Math.min(bytes, segment.sizeBytes - position));
        if (block.length < wanted) {
            block = new byte[wanted];
        }
        blockBytes = NamedReads.read(segment.file, segment.name, position, ByteBuffer.wrap(block, 0, wanted));
        at = 0;
    }
}
