package io.dengine.call;

import io.dengine.api.KeyValue;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.command.Reply;
import org.jspecify.annotations.Nullable;

/** A node's response to a {@link Call}. */
public sealed interface Answer {
    /** Appends the encoding that {@link #readFrom} reads. */
    void writeTo(BytesWriter writer);

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws io.dengine.bytes.MalformedBytesException if the bytes are not an answer
     */
    static Answer readFrom(BytesReader reader) {
        return CallCodec.readAnswer(reader);
    }

    /**
     * The store's reply to a command, which may be a refusal.
     *
     * @param encoded the encoding of the reply, with which it travels from the store to the client
     */
    record Wrote(Reply reply, Bytes encoded) implements Answer {
        public Wrote(Reply reply) {
            this(reply, reply.encode());
        }

        /** Returns the answer with an encoded reply. */
        public static Wrote decode(Bytes encoded) {
            return new Wrote(Reply.decode(encoded), encoded);
        }

        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CallCodec.WROTE).writeBytes(encoded);
        }
    }

    /** The result of a read. */
    record Found(Rows rows) implements Answer {
        private static final int ROW_BYTES = 128;

        /** Returns the approximate memory of the rows, in bytes. */
        public long weightBytes() {
            long bytes = 0;
            for (KeyValue row : rows.rows()) {
                bytes += weightBytes(row);
            }
            return bytes;
        }

        /** Returns the approximate memory of one row, in bytes. */
        public static long weightBytes(KeyValue row) {
            return ROW_BYTES + row.key().length() + (long) row.value().length();
        }

        /** Moves the rows into {@code sink}; returns a failure if it has no room for them. */
        Answer into(RowSink sink) {
            for (KeyValue row : rows.rows()) {
                if (!sink.add(row)) {
                    return new Failed(Problem.OVERLOADED, AnswerRoom.NONE_LEFT);
                }
            }
            return new Found(new Rows(sink.rows(), rows.revision(), rows.more(), rows.count(), rows.incarnation()));
        }

        @Override
        public void writeTo(BytesWriter writer) {
            CallCodec.writeFound(writer, this);
        }
    }

    /**
     * A lease that exists.
     *
     * @param ttlMillis the TTL of the lease in milliseconds
     * @param remainingMillis the milliseconds until the lease ends if it is not renewed; may be negative for a lease
     *     that is about to end
     */
    record LeaseFound(long leaseId, long ttlMillis, long remainingMillis) implements Answer {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CallCodec.LEASE_FOUND)
                    .writeVarLong(leaseId)
                    .writeVarLong(ttlMillis)
                    .writeVarLong(remainingMillis);
        }
    }

    /**
     * The failure of a call.
     *
     * @param message what happened, in a sentence. It does not say whether a write was applied: that follows from the
     *     problem and from the other attempts at the write, so the client that knows all attempts says it
     * @param detail a number that belongs to the problem; for {@link Problem#COMPACTED} the oldest revision that is
     *     kept, for {@link Problem#OTHER_INCARNATION} the incarnation of the node, else 0
     * @param leaderId the leader as far as the node that refused the call knew, or 0; not encoded, because connections
     *     report the leader by themselves
     * @param cause the exception in this process that led to the failure, for stack traces, or null; it is not encoded
     */
    record Failed(
            Problem problem,
            String message,
            long detail,
            int leaderId,
            @Nullable Throwable cause) implements Answer {
        public Failed(Problem problem, String message) {
            this(problem, message, 0);
        }

        public Failed(Problem problem, String message, long detail) {
            this(problem, message, detail, 0, null);
        }

        /** Returns what happened and what to do, for people who read page by page and know no revision. */
        public String advice() {
            return problem == Problem.COMPACTED || problem == Problem.FUTURE_REVISION
                    ? "Nothing was read; begin again with the first keys, without a revision: " + message
                    : message;
        }

        /** Returns the same failure with {@code origin} as its cause. */
        public Failed causedBy(@Nullable Throwable origin) {
            return new Failed(problem, message, detail, leaderId, origin);
        }

        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CallCodec.FAILED)
                    .writeByte(problem.encoded().ordinal())
                    .writeString(message)
                    .writeVarLong(detail);
        }
    }
}
