package io.dengine.command;

import io.dengine.api.KeyValue;
import io.dengine.api.OperationResult;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import java.util.ArrayList;
import java.util.List;

/** The encoding of {@link Reply}: a tag, the revision, then the fields. */
final class ReplyCodec {
    static final int WRITTEN = 1;
    static final int TRANSACTED = 2;
    static final int LEASED = 3;
    static final int SESSION_OPENED = 4;
    static final int REFUSED = 5;

    private ReplyCodec() {}

    static Bytes encode(Reply reply) {
        BytesWriter writer = new BytesWriter(24);
        reply.writeTo(writer);
        return writer.intoBytes();
    }

    static Reply decode(Bytes encoded) {
        BytesReader reader = new BytesReader(encoded);
        int tag = reader.readByte();
        long revision = reader.readVarLong();
        Reply reply = switch (tag) {
            case WRITTEN -> new Reply.Written(revision, reader.readBoolean(), reader.readVarLong());
            case TRANSACTED -> new Reply.Transacted(revision, reader.readBoolean(), readResults(reader));
            case LEASED -> new Reply.Leased(revision, reader.readVarLong(), reader.readVarLong());
            case SESSION_OPENED ->
                new Reply.SessionOpened(revision, reader.readVarLong(), reader.readVarLong(), reader.readLong());
            case REFUSED ->
                new Reply.Refused(
                        revision, CommandCodec.constant(Rejection.VALUES, reader.readByte()), reader.readString());
            default -> throw new MalformedBytesException("unknown reply " + tag);
        };
        reader.expectEnd();
        return reply;
    }

    static BytesWriter begin(BytesWriter writer, int tag, Reply reply) {
        return writer.writeByte(tag).writeVarLong(reply.revision());
    }

    static void writeResults(BytesWriter writer, List<OperationResult> results) {
        writer.writeVarLong(results.size());
        for (OperationResult result : results) {
            writer.writeVarLong(result.changedKeys())
                    .writeBoolean(result.more())
                    .writeVarLong(result.rows().size());
            for (KeyValue row : result.rows()) {
                KeyValueCodec.write(row, writer);
            }
        }
    }

    private static List<OperationResult> readResults(BytesReader reader) {
        int count = CommandCodec.readCount(reader);
        List<OperationResult> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long changedKeys = reader.readVarLong();
            boolean more = reader.readBoolean();
            int rowCount = CommandCodec.readCount(reader);
            List<KeyValue> rows = new ArrayList<>();
            for (int row = 0; row < rowCount; row++) {
                rows.add(KeyValueCodec.read(reader));
            }
            results.add(new OperationResult(changedKeys, rows, more));
        }
        return results;
    }
}
