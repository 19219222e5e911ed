package io.dengine.command;

import io.dengine.api.OperationResult;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import java.util.List;

/** The store's reply to a command. Equal on every node. */
public sealed interface Reply {
    /** Returns the revision of the store after the command. */
    long revision();

    /**
     * Returns whether the command had its effect: false for a comparison that did not hold, for a delete that found no
     * key, and for a refused command.
     */
    boolean succeeded();

    /** Returns the encoding that {@link #decode} reads. */
    default Bytes encode() {
        return ReplyCodec.encode(this);
    }

    /** Appends the encoding that {@link #decode} reads. */
    void writeTo(BytesWriter writer);

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws MalformedBytesException if the bytes are not a reply
     */
    static Reply decode(Bytes encoded) {
        return ReplyCodec.decode(encoded);
    }

    /**
     * The reply to every command that has no other reply.
     *
     * @param changedKeys the number of keys that were stored or deleted
     */
    record Written(long revision, boolean succeeded, long changedKeys) implements Reply {
        @Override
        public void writeTo(BytesWriter writer) {
            ReplyCodec.begin(writer, ReplyCodec.WRITTEN, this)
                    .writeBoolean(succeeded)
                    .writeVarLong(changedKeys);
        }
    }

    /**
     * The reply to a transaction.
     *
     * @param succeeded whether all conditions held, and so which branch was executed
     * @param results one for each operation of that branch, in order
     */
    record Transacted(long revision, boolean succeeded, List<OperationResult> results) implements Reply {
        public Transacted {
            results = List.copyOf(results);
        }

        @Override
        public void writeTo(BytesWriter writer) {
            ReplyCodec.begin(writer, ReplyCodec.TRANSACTED, this).writeBoolean(succeeded);
            ReplyCodec.writeResults(writer, results);
        }
    }

    /** The reply to a grant and to a renewal: the lease lives for {@code ttlMillis} from now on. */
    record Leased(long revision, long leaseId, long ttlMillis) implements Reply {
        @Override
        public boolean succeeded() {
            return true;
        }

        @Override
        public void writeTo(BytesWriter writer) {
            ReplyCodec.begin(writer, ReplyCodec.LEASED, this)
                    .writeVarLong(leaseId)
                    .writeVarLong(ttlMillis);
        }
    }

    /**
     * The reply to the opening of a session. The session ends when no command was sent in it for {@code ttlMillis}.
     *
     * @param incarnation the history that the session belongs to, and ends with
     */
    record SessionOpened(long revision, long sessionId, long ttlMillis, long incarnation) implements Reply {
        @Override
        public boolean succeeded() {
            return true;
        }

        @Override
        public void writeTo(BytesWriter writer) {
            ReplyCodec.begin(writer, ReplyCodec.SESSION_OPENED, this)
                    .writeVarLong(sessionId)
                    .writeVarLong(ttlMillis)
                    .writeLong(incarnation);
        }
    }

    /** A refusal: nothing was changed. */
    record Refused(long revision, Rejection reason, String message) implements Reply {
        @Override
        public boolean succeeded() {
            return false;
        }

        @Override
        public void writeTo(BytesWriter writer) {
            ReplyCodec.begin(writer, ReplyCodec.REFUSED, this)
                    .writeByte(reason.ordinal())
                    .writeString(message);
        }
    }
}
