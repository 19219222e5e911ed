package io.dengine.core.log;

import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;

/**
 * What a node must never forget: durable before any message that shows it leaves the node, and before any entry that
 * was written after it.
 *
 * @param term the latest term the node has seen
 * @param votedFor the candidate it voted for in that term, or {@link #NOBODY}
 * @param completeness whether its log holds everything it has ever acknowledged
 */
public record HardState(long term, int votedFor, Completeness completeness) {
    /** No vote was cast in the term. Node ids start at 1. */
    public static final int NOBODY = 0;

    /** The state of a node that has never run. */
    public static final HardState INITIAL = new HardState(0, NOBODY, Completeness.BLANK);

    /** The state of a node whose log lacks nothing. */
    public HardState(long term, int votedFor) {
        this(term, votedFor, Completeness.COMPLETE);
    }

    /** The same term and vote. */
    public HardState with(Completeness known) {
        return known == completeness ? this : new HardState(term, votedFor, known);
    }

    /** Appends it in binary. */
    public void writeTo(BytesWriter writer) {
        writer.writeVarLong(term).writeVarLong(votedFor).writeByte(completeness.ordinal());
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws MalformedBytesException if it is no such thing
     */
    public static HardState readFrom(BytesReader reader) {
        long term = reader.readVarLong();
        int votedFor = reader.readVarInt(Integer.MAX_VALUE);
        int completeness = reader.readByte();
        if (term < 0 || completeness >= Completeness.VALUES.length) {
            throw new MalformedBytesException("not a hard state: term " + term + ", completeness " + completeness);
        }
        return new HardState(term, votedFor, Completeness.VALUES[completeness]);
    }
}
