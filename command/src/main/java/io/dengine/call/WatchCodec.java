package io.dengine.call;

import io.dengine.api.KeyRange;
import io.dengine.api.KeyValue;
import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.api.WatchRequest;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.command.KeyValueCodec;
import java.util.ArrayList;
import java.util.List;

/** The encoding of watch requests and watch items. A tag is never reused for another type. */
final class WatchCodec {
    static final int BEGUN = 1;
    static final int CHANGES = 2;
    static final int ENDED = 3;
    static final int PART = 4;

    /** The maximum encoded size of a row without its key and its value, in bytes. */
    private static final int ROW_BYTES = 64;

    private static final int WITH_PREVIOUS = 1;
    private static final int WITH_PROGRESS = 2;
    private static final WatchItem.End[] ENDS = WatchItem.End.values();

    private WatchCodec() {}

    static void writeRequest(BytesWriter writer, WatchRequest request) {
        writer.writeBytes(request.range().first())
                .writeBytes(request.range().endExclusive())
                .writeVarLong(request.fromRevision())
                .writeByte((request.previousValues() ? WITH_PREVIOUS : 0) | (request.progress() ? WITH_PROGRESS : 0))
                .writeLong(request.incarnation());
    }

    static WatchRequest readRequest(BytesReader reader) {
        KeyRange range = new KeyRange(reader.readBytes(), reader.readBytes());
        long from = CallCodec.readPositive(reader);
        int wishes = reader.readByte();
        return new WatchRequest(
                range, from, (wishes & WITH_PREVIOUS) != 0, (wishes & WITH_PROGRESS) != 0, reader.readLong());
    }

    /** Returns an upper bound of the encoded size of an event, in bytes. */
    static long weightBytes(WatchEvent event) {
        KeyValue previous = event.previous();
        return weightBytes(event.current()) + (previous == null ? 0 : weightBytes(previous));
    }

    private static long weightBytes(KeyValue row) {
        return ROW_BYTES + (long) row.key().length() + row.value().length();
    }

    static void writeChanges(BytesWriter writer, int tag, WatchBatch batch) {
        writer.writeByte(tag)
                .writeVarLong(batch.revision())
                .writeVarLong(batch.events().size());
        for (WatchEvent event : batch.events()) {
            KeyValueCodec.write(event.current(), writer);
            KeyValue previous = event.previous();
            writer.writeBoolean(previous != null);
            if (previous != null) {
                KeyValueCodec.write(previous, writer);
            }
        }
    }

    static WatchItem readItem(BytesReader reader) {
        int tag = reader.readByte();
        return switch (tag) {
            case BEGUN -> new WatchItem.Begun(reader.readVarLong(), reader.readLong());
            case CHANGES -> new WatchItem.Changes(readBatch(reader));
            case PART -> new WatchItem.Part(readBatch(reader));
            case ENDED ->
                new WatchItem.Ended(
                        CallCodec.constant(ENDS, reader.readByte()), reader.readVarLong(), reader.readString());
            default -> throw new MalformedBytesException("unknown item of a watch " + tag);
        };
    }

    private static WatchBatch readBatch(BytesReader reader) {
        long revision = reader.readVarLong();
        int count = reader.readVarInt(reader.remaining());
        List<WatchEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            KeyValue current = KeyValueCodec.read(reader);
            events.add(new WatchEvent(current, reader.readBoolean() ? KeyValueCodec.read(reader) : null));
        }
        return new WatchBatch(revision, events);
    }
}
