package io.dengine.call;

import io.dengine.api.WatchBatch;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;

/** An element of a {@link WatchFeed}. */
public sealed interface WatchItem {
    /** Appends the encoding that {@link #readFrom} reads. */
    void writeTo(BytesWriter writer);

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws io.dengine.bytes.MalformedBytesException if the bytes are something else
     */
    static WatchItem readFrom(BytesReader reader) {
        return WatchCodec.readItem(reader);
    }

    /** The watch is in place: it delivers every matching change of a revision after {@code revision}. */
    record Begun(long revision) implements WatchItem {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(WatchCodec.BEGUN).writeVarLong(revision);
        }
    }

    /** Changes, or a mark of progress. */
    record Changes(WatchBatch batch) implements WatchItem {
        @Override
        public void writeTo(BytesWriter writer) {
            WatchCodec.writeChanges(writer, batch);
        }
    }

    /**
     * Nothing follows.
     *
     * @param revision for {@link End#CANCELED}, everything up to it was delivered; for {@link End#COMPACTED}, the
     *     oldest from which a watch can begin; else 0
     */
    record Ended(End end, long revision, String message) implements WatchItem {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(WatchCodec.ENDED)
                    .writeByte(end.ordinal())
                    .writeVarLong(revision)
                    .writeString(message);
        }
    }

    /** Why a watch has ended. The order is part of the encoding: append only. */
    enum End {
        /** The watcher was too slow, or the node cannot go on: begin again after what was delivered. */
        CANCELED,
        /** The changes to begin with are no longer kept. */
        COMPACTED,
        /** The node has too many watches; another one may have room. */
        OVERLOADED,
        /** The connection broke, or the node stops: begin again after what was delivered. */
        BROKEN,
        /** The request can never succeed as it is. */
        INVALID_REQUEST
    }
}
