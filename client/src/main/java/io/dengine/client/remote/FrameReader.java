package io.dengine.client.remote;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.call.Frames;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Splits the incoming bytes into frames. Not thread-safe. */
final class FrameReader {
    private static final int BUFFER_BYTES = 64 << 10;

    /** The first bytes of an HTTP answer, read as a length. */
    private static final int HTTP = 'H' | 'T' << 8 | 'T' << 16 | 'P' << 24;

    private final InputStream source;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int first;
    private int end;

    /** The arrived part of a frame that does not fit into the buffer. */
    private byte @Nullable [] large;

    private int largeSize;
    private int largeLength;

    FrameReader(InputStream source) {
        this.source = source;
    }

    /**
     * Returns the next frame, without its length, if all of it has arrived, or null. It shares no array with other
     * frames.
     */
    @Nullable
    Bytes poll() {
        if (large != null) {
            return largeSize < largeLength ? null : takeLarge(large);
        }
        int available = end - first;
        if (available < Frames.LENGTH_BYTES) {
            return null;
        }
        int length = length();
        if (available - Frames.LENGTH_BYTES >= length) {
            int from = first + Frames.LENGTH_BYTES;
            first = from + length;
            return Bytes.wrap(Arrays.copyOfRange(buffer, from, first));
        }
        if (length > BUFFER_BYTES - Frames.LENGTH_BYTES) {
            beginLarge(length);
        }
        return null;
    }

    /** Waits for more bytes. Returns how many have arrived, or -1 at the end of the stream. */
    int fill() throws IOException {
        if (large != null) {
            return fillLarge(large);
        }
        if (first == end) {
            first = 0;
            end = 0;
        } else if (end == buffer.length) {
            System.arraycopy(buffer, first, buffer, 0, end - first);
            end -= first;
            first = 0;
        }
        int count = source.read(buffer, end, buffer.length - end);
        end += Math.max(0, count);
        return count;
    }

    private int length() {
        int length = 0;
        for (int i = Frames.LENGTH_BYTES - 1; i >= 0; i--) {
            length = (length << 8) | (buffer[first + i] & 0xFF);
        }
        if (length < 1 || length > Frames.MAX_FRAME_BYTES) {
            throw new MalformedBytesException(
                    length == HTTP
                            ? "it speaks HTTP, so a web server listens there, not a node: see the address"
                            : "what listens there is no node, or not of this version: see the address (a frame of "
                                    + Integer.toUnsignedString(length) + " bytes)");
        }
        return length;
    }

    private void beginLarge(int length) {
        int present = end - first - Frames.LENGTH_BYTES;
        byte[] array = new byte[2 * BUFFER_BYTES];
        System.arraycopy(buffer, first + Frames.LENGTH_BYTES, array, 0, present);
        large = array;
        largeSize = present;
        largeLength = length;
        first = 0;
        end = 0;
    }

    /** Reads into a large frame. Allocates at most twice what has arrived, whatever length the frame claims. */
    private int fillLarge(byte[] array) throws IOException {
        byte[] room = array;
        if (largeSize == array.length) {
            room = Arrays.copyOf(array, (int) Math.min(largeLength, 2L * array.length));
            large = room;
        }
        int count = source.read(room, largeSize, Math.min(room.length, largeLength) - largeSize);
        largeSize += Math.max(0, count);
        return count;
    }

    private Bytes takeLarge(byte[] array) {
        large = null;
        return Bytes.wrap(array, 0, largeLength);
    }
}
