package io.dengine.call;

import io.dengine.api.WatchBatch;
import io.dengine.api.WatchEvent;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import java.util.ArrayList;
import java.util.List;

/** An element of a {@link WatchFeed}. */
public sealed interface WatchItem {
    /** Appends the encoding that {@link #readFrom} reads. */
    void writeTo(BytesWriter writer);

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws io.dengine.bytes.MalformedBytesException if the bytes are not an item
     */
    static WatchItem readFrom(BytesReader reader) {
        return WatchCodec.readItem(reader);
    }

    /**
     * The watch has started: it delivers every matching change of a revision after {@code revision}.
     *
     * @param incarnation the history that all revisions of this watch belong to
     */
    record Begun(long revision, long incarnation) implements WatchItem {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(WatchCodec.BEGUN).writeVarLong(revision).writeLong(incarnation);
        }
    }

    /**
     * The changes of a revision, or a progress notification. If parts of the same revision came before, these are its
     * last changes.
     */
    record Changes(WatchBatch batch) implements WatchItem {
        @Override
        public void writeTo(BytesWriter writer) {
            WatchCodec.writeChanges(writer, WatchCodec.CHANGES, batch);
        }

        /**
         * Splits the changes into parts that each fit into one frame: the size of a revision is not bounded, that of a
         * frame is.
         *
         * @param maxBytes the approximate maximum size of a part; a single event may exceed it
         * @return the parts; the last element has the remaining changes
         */
        public List<WatchItem> inParts(int maxBytes) {
            List<WatchItem> parts = new ArrayList<>(1);
            List<WatchEvent> events = batch.events();
            int first = 0;
            long bytes = 0;
            for (int i = 0; i < events.size(); i++) {
                long next = WatchCodec.weightBytes(events.get(i));
                if (i > first && bytes + next > maxBytes) {
                    parts.add(new Part(new WatchBatch(batch.revision(), events.subList(first, i))));
                    first = i;
                    bytes = 0;
                }
                bytes += next;
            }
            List<WatchEvent> last = events.subList(first, events.size());
            parts.add(first == 0 ? this : new Changes(new WatchBatch(batch.revision(), last)));
            return parts;
        }
    }

    /** Some of the changes of a revision; the others follow, the last ones as {@link Changes}. Used in frames only. */
    record Part(WatchBatch batch) implements WatchItem {
        @Override
        public void writeTo(BytesWriter writer) {
            WatchCodec.writeChanges(writer, WatchCodec.PART, batch);
        }
    }

    /**
     * The end of the watch; no item follows.
     *
     * @param revision for {@link End#CANCELED}, the revision up to which everything was delivered; for
     *     {@link End#COMPACTED}, the oldest revision from which a watch can start; for {@link End#OTHER_INCARNATION},
     *     the incarnation of the node; else 0
     * @param problem the reason; on a connection, where it is not encoded, that of the end
     */
    record Ended(End end, long revision, String message, Problem problem) implements WatchItem {
        public Ended(End end, long revision, String message) {
            this(end, revision, message, end.problem);
        }

        /** Returns what happened and what to do, for people to whom the revision and the incarnation mean nothing. */
        public String advice() {
            return switch (end) {
                case COMPACTED ->
                    "The changes to begin with are no longer kept. Read the present state, and watch from its revision"
                            + " on.";
                case OTHER_INCARNATION ->
                    "The cluster has begun another history: it was restored from a backup, a loss was accepted, or its"
                            + " nodes lost their disks. Read the present state, and watch from its revision on.";
                case CANCELED, OVERLOADED, BROKEN, INVALID_REQUEST -> message;
            };
        }

        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(WatchCodec.ENDED)
                    .writeByte(end.ordinal())
                    .writeVarLong(revision)
                    .writeString(message);
        }
    }

    /** The reason why a watch ended. The order is part of the encoding: append only. */
    enum End {
        /** The watcher was too slow, or the node cannot continue: start again after what was delivered. */
        CANCELED(Problem.UNAVAILABLE),
        /** The changes to start with were compacted. */
        COMPACTED(Problem.COMPACTED),
        /** The node has too many watches; another one may have room. */
        OVERLOADED(Problem.OVERLOADED),
        /** The connection broke, or the node is stopping: start again after what was delivered. */
        BROKEN(Problem.UNAVAILABLE),
        /** The request can never succeed as it is. */
        INVALID_REQUEST(Problem.INVALID_REQUEST),
        /** The watch belongs to another history: read the present state, and watch from there. */
        OTHER_INCARNATION(Problem.OTHER_INCARNATION);

        private final Problem problem;

        End(Problem problem) {
            this.problem = problem;
        }
    }
}
