package io.dengine.core.log;

import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;

/**
 * The state that a node must never forget: durable before any message that shows it leaves the node, and before any
 * entry that was written after it.
 *
 * @param term the latest term that the node has seen
 * @param votedFor the candidate that it voted for in that term, or {@link #NOBODY}
 * @param completeness whether its log holds everything that the node has ever acknowledged
 * @param promiseNanos the longest time after it heard from a leader for which the node may have promised to elect no
 *     other one; a node that was restarted may have promised that just before. 0 stands for its own election timeout
 */
public record HardState(long term, int votedFor, Completeness completeness, long promiseNanos) {
    /** No vote was cast in the term. Node ids start at 1. */
    public static final int NOBODY = 0;

    /** The state of a node that has never run. */
    public static final HardState INITIAL = new HardState(0, NOBODY, Completeness.BLANK);

    private static final int PROMISE_FOLLOWS = 0x80;

    /** Creates the state of a node that promises what it is configured for. */
    public HardState(long term, int votedFor, Completeness completeness) {
        this(term, votedFor, completeness, 0);
    }

    /** Creates the state of a node whose log is complete. */
    public HardState(long term, int votedFor) {
        this(term, votedFor, Completeness.COMPLETE);
    }

    /** Returns the same term and vote with another completeness. */
    public HardState with(Completeness known) {
        return known == completeness ? this : new HardState(term, votedFor, known, promiseNanos);
    }

    /** Appends the encoding of this state. */
    public void writeTo(BytesWriter writer) {
        writer.writeVarLong(term).writeVarLong(votedFor);
        if (promiseNanos == 0) {
            writer.writeByte(completeness.ordinal());
        } else {
            writer.writeByte(completeness.ordinal() | PROMISE_FOLLOWS).writeVarLong(promiseNanos);
        }
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws MalformedBytesException if the bytes are not a hard state
     */
    public static HardState readFrom(BytesReader reader) {
        long term = reader.readVarLong();
        int votedFor = reader.readVarInt(Integer.MAX_VALUE);
        int marks = reader.readByte();
        int completeness = marks & ~PROMISE_FOLLOWS;
        long promiseNanos = marks == completeness ? 0 : reader.readVarLong();
        if (term < 0 || completeness >= Completeness.VALUES.length || promiseNanos < 0) {
            throw new MalformedBytesException("not a hard state: term " + term + ", completeness " + completeness
                    + ", a promise of " + promiseNanos + " ns");
        }
        return new HardState(term, votedFor, Completeness.VALUES[completeness], promiseNanos);
    }
}
