package io.dengine.call;

import io.dengine.api.Rows;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.command.Reply;
import org.jspecify.annotations.Nullable;

/** What a node answers to a {@link Call}. */
public sealed interface Answer {
    /** Appends the encoding that {@link #readFrom} reads. */
    void writeTo(BytesWriter writer);

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws io.dengine.bytes.MalformedBytesException if the bytes are something else
     */
    static Answer readFrom(BytesReader reader) {
        return CallCodec.readAnswer(reader);
    }

    /** The store's reply to a command, which may be a refusal. */
    record Wrote(Reply reply) implements Answer {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CallCodec.WROTE).writeBytes(reply.encode());
        }
    }

    /** What a read found. */
    record Found(Rows rows) implements Answer {
        @Override
        public void writeTo(BytesWriter writer) {
            CallCodec.writeFound(writer, this);
        }
    }

    /**
     * A lease that exists.
     *
     * @param remainingMillis for how long it would live from now on if nobody renewed it; may be negative for one that
     *     is about to end
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
     * The call failed.
     *
     * @param message what happened, in a sentence. What became of a write follows from the problem, and from the other
     *     attempts at it; who knows them all says it
     * @param detail a number that belongs to the problem; for {@link Problem#COMPACTED} the oldest revision that is
     *     kept, for {@link Problem#OTHER_INCARNATION} the incarnation of the node, else 0
     * @param cause what it came from in this process, for stack traces, or null; it does not travel
     */
    record Failed(Problem problem, String message, long detail, @Nullable Throwable cause) implements Answer {
        public Failed(Problem problem, String message) {
            this(problem, message, 0);
        }

        public Failed(Problem problem, String message, long detail) {
            this(problem, message, detail, null);
        }

        /** The same failure, which came from {@code origin}. */
        public Failed causedBy(@Nullable Throwable origin) {
            return new Failed(problem, message, detail, origin);
        }

        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CallCodec.FAILED)
                    .writeByte(problem.ordinal())
                    .writeString(message)
                    .writeVarLong(detail);
        }
    }
}
