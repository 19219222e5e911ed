package io.dengine.core.log;

import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.membership.Configuration;

/**
 * The metadata of a snapshot, which also says where a log begins: everything up to {@code last} is in a snapshot of the
 * state machine (at index 0, nothing has happened yet).
 *
 * @param last the last entry that the snapshot covers
 * @param timeMillis the replicated clock at that entry
 * @param configuration the configuration in force at that entry
 */
public record SnapshotMeta(EntryId last, long timeMillis, Configuration configuration) {
    /** Returns the start of a new cluster: an empty log with the given members. */
    public static SnapshotMeta bootstrap(Configuration configuration) {
        return new SnapshotMeta(EntryId.ZERO, 0, configuration);
    }

    public long index() {
        return last.index();
    }

    /** Appends the encoding of this metadata. */
    public void writeTo(BytesWriter writer) {
        writer.writeVarLong(last.index())
                .writeVarLong(last.term())
                .writeVarLong(timeMillis)
                .writeVarLong(configuration.index())
                .writeBytes(configuration.encode());
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws MalformedBytesException if the bytes are not snapshot metadata
     */
    public static SnapshotMeta readFrom(BytesReader reader) {
        EntryId last = new EntryId(readNatural(reader), readNatural(reader));
        long timeMillis = readNatural(reader);
        return new SnapshotMeta(last, timeMillis, Configuration.decode(readNatural(reader), reader.readBytes()));
    }

    private static long readNatural(BytesReader reader) {
        long value = reader.readVarLong();
        if (value < 0) {
            throw new MalformedBytesException("a number must not be negative but is " + value);
        }
        return value;
    }
}
