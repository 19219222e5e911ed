package io.dengine.core.log;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;

/**
 * An entry of the replicated log.
 *
 * @param index position in the log, from 1
 * @param term the term of the leader that created it
 * @param timeMillis the replicated clock: milliseconds since the epoch as stamped by that leader, never decreasing
 *     along the log. It is the only time that a state machine may use.
 * @param kind the kind of the payload
 * @param payload a state machine command, an encoded configuration, or nothing
 */
public record Entry(long index, long term, long timeMillis, Kind kind, Bytes payload) {
    /** The purpose of an entry. The order is part of the encoding: append only. */
    public enum Kind {
        /** The first entry of every leader. Carries {@link Entry#beginning}. */
        NOOP,
        /** A command for the state machine. */
        COMMAND,
        /** A {@link io.dengine.core.membership.Configuration}. */
        CONFIGURATION,
        /**
         * Carries nothing and changes nothing: each member that has applied it reports a digest of its state, to be
         * compared.
         */
        CHECK;

        private static final Kind[] VALUES = values();
    }

    /** The most bytes that an entry takes in addition to its payload; for limits and batch sizes. */
    public static final int OVERHEAD_BYTES = 40;

    private static final int BEGINNING_BYTES = 1 + Long.BYTES;

    /**
     * Returns the payload of the first entry of a leader.
     *
     * @param incarnation a random number; names the history that begins with this entry, if one does: see
     *     {@link #incarnation}
     * @param afterLoss whether the leader was elected with the vote of a node whose acknowledged entries may be gone
     */
    public static Bytes beginning(long incarnation, boolean afterLoss) {
        return new BytesWriter(BEGINNING_BYTES)
                .writeBoolean(afterLoss)
                .writeLong(incarnation)
                .toBytes();
    }

    /**
     * Returns the number that the leader of this term drew at random, or 0 if this is not its first entry.
     *
     * <p>A history begins with this entry if the state machine has none yet, because it is empty or was restored from a
     * backup, or if this {@link #isAfterLoss}. This number then names the history. All replicas agree, as they apply
     * the same entries to the same states. The first entries of all other leaders continue the history that they find.
     */
    public long incarnation() {
        return isBeginning() ? new BytesReader(payload.slice(1)).readLong() : 0;
    }

    /** Returns whether acknowledged entries may be missing before this one. */
    public boolean isAfterLoss() {
        return isBeginning() && payload.at(0) == 1;
    }

    private boolean isBeginning() {
        return kind == Kind.NOOP && payload.length() == BEGINNING_BYTES;
    }

    /**
     * Returns whether this entry counts as stored only once it is synced, even if other entries need less. The
     * configuration with which a node votes, the beginning of a cluster, and the report of a loss must survive the
     * power failure that costs the node other entries: from them it decides how to continue.
     */
    public boolean mustBeSynced() {
        return kind == Kind.CONFIGURATION || index == 1 || isAfterLoss();
    }

    /**
     * Returns whether its time is that of its leader's clock when it was appended, rather than that of an entry before
     * it.
     */
    public boolean isStamped() {
        return kind == Kind.COMMAND || kind == Kind.NOOP;
    }

    public EntryId id() {
        return new EntryId(index, term);
    }

    /** Returns the size that limits and batches count, in bytes. */
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
     * Reads what {@link #writeTo} wrote; the payload shares the memory of the reader's source.
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
