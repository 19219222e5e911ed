package io.dengine.command;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;

/** The encoding of {@link KeyValue}, in replies and in snapshots of the state. */
public final class KeyValueCodec {
    private KeyValueCodec() {}

    /** Appends the encoding of {@code row}. */
    public static void write(KeyValue row, BytesWriter writer) {
        writer.writeBytes(row.key())
                .writeBytes(row.value())
                .writeVarLong(row.createRevision())
                .writeVarLong(row.modRevision())
                .writeVarLong(row.version())
                .writeVarLong(row.leaseId());
    }

    /**
     * Reads what {@link #write} wrote; key and value share the reader's source.
     *
     * @throws MalformedBytesException if the bytes are not a row
     */
    public static KeyValue read(BytesReader reader) {
        Bytes key = reader.readBytes();
        Bytes value = reader.readBytes();
        return new KeyValue(
                key, value, reader.readVarLong(), reader.readVarLong(), reader.readVarLong(), reader.readVarLong());
    }
}
