package io.dengine.core.log;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;

/**
 * One slot of the replicated log.
 *
 * @param index position in the log, from 1
 * @param term the term of the leader that created it
 * @param timeMillis the replicated clock: milliseconds since the epoch as stamped by that leader, never decreasing
 *     along the log. It is the only time a state machine may use.
 * @param kind what the payload is
 * @param payload a state machine command, an encoded configuration, or nothing
 */
public record Entry(long index, long term, long timeMillis, Kind kind, Bytes payload) {
    /** What an entry is for. The order is part of the encoding: append only. */
    public enum Kind {
        /** Carries nothing: the first entry of every leader. */
        NOOP,
        /** A command for the state machine. */
        COMMAND,
        /** A {@link io.dengine.core.membership.Configuration}. */
        CONFIGURATION;

        private static final Kind[] VALUES = values();
    }

    /** Bytes that an entry takes beside its payload, at most; for limits and batch sizes. */
    public static final int OVERHEAD_BYTES = 40;

    public EntryId id() {
        return new EntryId(index, term);
    }

    /** The size that limits and batches count, in bytes. */
    public int weightBytes() {
        return payload.length() + OVERHEAD_BYTES;
    }

    /** Appends the encoding of this entry. */
    public void writeTo(BytesWriter writer) {
        writer.writeVarLong(index)
                .writeVarLong(term)
                .writeVarLong(timeMillis)
                .writeByte(kind.ordinal())
                .writeBytes(payload);
    }

    /**
     * Reads what {@link #writeTo} wrote; the payload shares the reader's source.
     *
     * @throws MalformedBytesException if the bytes are not an entry
     */
    public static Entry readFrom(BytesReader reader) {
        long index = reader.readVarLong();
        long term = reader.readVarLong();
        long timeMillis = reader.readVarLong();
        int kind = reader.readByte();
        if (index < 1 || term < 0 || timeMillis < 0 || kind >= Kind.VALUES.length) {
            throw new MalformedBytesException("not an entry: index " + index + ", term " + term + ", kind " + kind);
        }
        return new Entry(index, term, timeMillis, Kind.VALUES[kind], reader.readBytes());
    }
}
