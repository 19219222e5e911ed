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
        writeKey(row, writer);
        writer.writeRaw(row.value());
        writeNumbers(row, writer);
    }

    /** Appends the beginning of the encoding of {@code row}, which precedes the value: the key and two lengths. */
    public static void writeKey(KeyValue row, BytesWriter writer) {
        writer.writeBytes(row.key()).writeVarLong(row.value().length());
    }

    /** Appends the end of the encoding of {@code row}, which follows the value: at most 40 bytes. */
    public static void writeNumbers(KeyValue row, BytesWriter writer) {
        writer.writeVarLong(row.createRevision())
                .writeVarLong(row.modRevision())
                .writeVarLong(row.version())
                .writeVarLong(row.leaseId());
    }

    /** Returns the number of bytes that {@link #write} appends. */
    public static long encodedBytes(KeyValue row) {
        return encodedBytes(row.key())
                + encodedBytes(row.value())
                + BytesWriter.varLongBytes(row.createRevision())
                + BytesWriter.varLongBytes(row.modRevision())
                + BytesWriter.varLongBytes(row.version())
                + BytesWriter.varLongBytes(row.leaseId());
    }

    private static long encodedBytes(Bytes value) {
        return (long) BytesWriter.varLongBytes(value.length()) + value.length();
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
