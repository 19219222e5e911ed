package io.dengine.command;

import io.dengine.api.OperationResult;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import java.util.List;

/** How the store answers a command. Equal on every node. */
public sealed interface Reply {
    /** The revision of the store after the command. */
    long revision();

    /**
     * Whether the command did what it was for: false for a comparison that did not hold, for a delete that found
     * nothing, and for whatever was refused.
     */
    boolean succeeded();

    /** The encoding that {@link #decode} reads. */
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
     * The answer to whatever has nothing else to tell.
     *
     * @param changedKeys how many keys were stored or removed
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
     * The answer to a transaction.
     *
     * @param succeeded whether the comparisons held, and so which branch was taken
     * @param results one for each step of that branch
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

    /** The answer to a grant and to a keep-alive: the lease lives for {@code ttlMillis} from now on. */
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
     * The session lives until nothing was sent in it for {@code ttlMillis}.
     *
     * @param incarnation the history that it lives in, and ends with
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

    /** Nothing was changed. */
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
