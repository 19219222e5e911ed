package io.dengine.call;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.command.KeyValueCodec;
import java.util.Iterator;

/**
 * A long frame, encoded piece by piece: an array of the length of the frame is never needed. The pieces joined are what
 * {@link NodeFrame#writeTo} appends. Owned by one thread.
 */
public final class FramePieces {
    /** A piece is at most this much longer than asked for. */
    public static final int EXCESS_BYTES = 64;

    /** The part that comes after the bytes that are being written. */
    private enum Next {
        KEY,
        VALUE,
        NUMBERS
    }

    private final int length;
    private final long heldBytes;
    private final Iterator<KeyValue> rows;
    private KeyValue row = new KeyValue(Bytes.EMPTY, Bytes.EMPTY, 0, 0, 0, 0);
    private Next next = Next.KEY;

    /** The rest of the head, or of a key or a value. A piece may end in it. */
    private Bytes rest;

    /**
     * Creates the pieces of an answer.
     *
     * @param head all that precedes the first row
     */
    FramePieces(Bytes head, Answer.Found found) {
        long bytes = head.length();
        for (KeyValue each : found.rows().rows()) {
            bytes += KeyValueCodec.encodedBytes(each);
        }
        length = Math.toIntExact(bytes);
        heldBytes = Math.max(bytes, found.weightBytes());
        rows = found.rows().rows().iterator();
        rest = head;
    }

    /** Returns the length of the whole frame, without the four bytes that tell its length. */
    public int length() {
        return length;
    }

    /** Returns the approximate memory that the rows take until the last piece was written, in bytes. */
    public long heldBytes() {
        return heldBytes;
    }

    /**
     * Appends the next piece: as much as {@code writer} lacks to {@code fullBytes}, and at most {@link #EXCESS_BYTES}
     * more.
     *
     * @return false if that was the last one
     */
    public boolean writeTo(BytesWriter writer, int fullBytes) {
        while (writer.size() < fullBytes) {
            int count = Math.min(rest.length(), fullBytes - writer.size());
            if (count < rest.length()) {
                writer.writeRaw(rest.slice(0, count));
                rest = rest.slice(count);
            } else {
                writer.writeRaw(rest);
                rest = Bytes.EMPTY;
                if (!goOn(writer)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Writes the few bytes before the next key or value. Returns false after the last row. */
    private boolean goOn(BytesWriter writer) {
        switch (next) {
            case KEY -> {
                if (!rows.hasNext()) {
                    return false;
                }
                row = rows.next();
                begin(row.key(), writer, Next.VALUE);
            }
            case VALUE -> begin(row.value(), writer, Next.NUMBERS);
            case NUMBERS -> {
                KeyValueCodec.writeNumbers(row, writer);
                next = Next.KEY;
            }
        }
        return true;
    }

    private void begin(Bytes part, BytesWriter writer, Next after) {
        writer.writeVarLong(part.length());
        rest = part;
        next = after;
    }
}
