package io.dengine.examples.storage;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;

/** A change of documents. It travels through the log as bytes. */
public sealed interface DocumentCommand {
    /** Writes a document in place of an earlier one of the same name. */
    record Write(String name, String text) implements DocumentCommand {}

    /** Removes a document. */
    record Remove(String name) implements DocumentCommand {}

    /** The bytes to propose. */
    default Bytes encode() {
        BytesWriter writer = new BytesWriter(64);
        return switch (this) {
            case Write write ->
                writer.writeByte(1)
                        .writeString(write.name())
                        .writeString(write.text())
                        .toBytes();
            case Remove remove -> writer.writeByte(2).writeString(remove.name()).toBytes();
        };
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws MalformedBytesException if it is something else
     */
    static DocumentCommand decode(Bytes bytes) {
        BytesReader reader = new BytesReader(bytes);
        int kind = reader.readByte();
        DocumentCommand command = switch (kind) {
            case 1 -> new Write(reader.readString(), reader.readString());
            case 2 -> new Remove(reader.readString());
            default -> throw new MalformedBytesException("no command begins with " + kind);
        };
        reader.expectEnd();
        return command;
    }
}
