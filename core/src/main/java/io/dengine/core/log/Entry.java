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
        /** The first entry of every leader. Carries nothing, or {@link Entry#AFTER_LOSS}. */
        NOOP,
        /** A command for the state machine. */
        COMMAND,
        /** A {@link io.dengine.core.membership.Configuration}. */
        CONFIGURATION,
        /** Carries nothing and changes nothing: who has applied it says what its state is, to be compared. */
        CHECK;

        private static final Kind[] VALUES = values();
    }

    /** Bytes that an entry takes beside its payload, at most; for limits and batch sizes. */
    public static final int OVERHEAD_BYTES = 40;

    /**
     * In the first entry of a leader that was elected with the vote of a node whose acknowledged entries may be gone:
     * something that was acknowledged may be missing before this entry.
     */
    public static final Bytes AFTER_LOSS = Bytes.utf8("loss");

    /** Whether acknowledged entries may be missing before this one. */
    public boolean isAfterLoss() {
        return kind == Kind.NOOP && payload.equals(AFTER_LOSS);
    }

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
