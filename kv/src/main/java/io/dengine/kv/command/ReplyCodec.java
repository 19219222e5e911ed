package io.dengine.kv.command;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import java.util.ArrayList;
import java.util.List;

/** The encoding of {@link Reply}: a tag, the revision, then the fields. */
final class ReplyCodec {
    private static final int WRITTEN = 1;
    private static final int TRANSACTED = 2;
    private static final int LEASED = 3;
    private static final int SESSION_OPENED = 4;
    private static final int REFUSED = 5;

    private ReplyCodec() {}

    static Bytes encode(Reply reply) {
        BytesWriter writer = new BytesWriter(24);
        switch (reply) {
            case Reply.Written written ->
                begin(writer, WRITTEN, reply).writeBoolean(written.succeeded()).writeVarLong(written.changedKeys());
            case Reply.Transacted transacted -> {
                begin(writer, TRANSACTED, reply).writeBoolean(transacted.succeeded());
                writeResults(writer, transacted.results());
            }
            case Reply.Leased leased ->
                begin(writer, LEASED, reply).writeVarLong(leased.leaseId()).writeVarLong(leased.ttlMillis());
            case Reply.SessionOpened opened ->
                begin(writer, SESSION_OPENED, reply)
                        .writeVarLong(opened.sessionId())
                        .writeVarLong(opened.ttlMillis());
            case Reply.Refused refused ->
                begin(writer, REFUSED, reply)
                        .writeByte(refused.reason().ordinal())
                        .writeString(refused.message());
        }
        return writer.toBytes();
    }

    static Reply decode(Bytes encoded) {
        BytesReader reader = new BytesReader(encoded);
        int tag = reader.readByte();
        long revision = reader.readVarLong();
        Reply reply = switch (tag) {
            case WRITTEN -> new Reply.Written(revision, reader.readBoolean(), reader.readVarLong());
            case TRANSACTED -> new Reply.Transacted(revision, reader.readBoolean(), readResults(reader));
            case LEASED -> new Reply.Leased(revision, reader.readVarLong(), reader.readVarLong());
            case SESSION_OPENED -> new Reply.SessionOpened(revision, reader.readVarLong(), reader.readVarLong());
            case REFUSED ->
                new Reply.Refused(
                        revision, CommandCodec.constant(Rejection.VALUES, reader.readByte()), reader.readString());
            default -> throw new MalformedBytesException("unknown reply " + tag);
        };
        reader.expectEnd();
        return reply;
    }

    private static BytesWriter begin(BytesWriter writer, int tag, Reply reply) {
        return writer.writeByte(tag).writeVarLong(reply.revision());
    }

    private static void writeResults(BytesWriter writer, List<OperationResult> results) {
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
