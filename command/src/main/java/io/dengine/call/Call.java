package io.dengine.call;

import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.command.Command;
import java.util.List;

/**
 * A client's request to a node. Any node accepts any call: a node that does not lead forwards writes to the leader.
 */
public sealed interface Call {
    /** Appends the encoding that {@link #readFrom} reads. */
    void writeTo(BytesWriter writer);

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws io.dengine.bytes.MalformedBytesException if the bytes are not a call
     */
    static Call readFrom(BytesReader reader) {
        return CallCodec.readCall(reader);
    }

    /**
     * Proposes a command. The answer is {@link Answer.Wrote}.
     *
     * @param encoded the encoding of the command, with which it travels from the client to the log
     */
    record Write(Command command, Bytes encoded) implements Call {
        public Write(Command command) {
            this(command, command.encode());
        }

        /** Returns the same call on behalf of {@code owner}; see {@link Command#ownedBy}. */
        public Write ownedBy(long owner) {
            Command owned = command.ownedBy(owner);
            return owned.equals(command) ? this : new Write(owned);
        }

        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CallCodec.WRITE).writeBytes(encoded);
        }
    }

    /**
     * Reads keys, all at one revision. The answer is {@link Answer.Found}, with a row for each key that is present.
     */
    record ReadKeys(List<Bytes> keys, ReadOptions options) implements Call {
        public ReadKeys {
            keys = List.copyOf(keys);
        }

        @Override
        public void writeTo(BytesWriter writer) {
            CallCodec.writeReadKeys(writer, this);
        }
    }

    /** Reads a range, all at one revision. The answer is {@link Answer.Found}. */
    record ReadRange(RangeQuery query, ReadOptions options) implements Call {
        @Override
        public void writeTo(BytesWriter writer) {
            CallCodec.writeReadRange(writer, this);
        }
    }

    /** Reads the remaining time of a lease, linearizably. The answer is {@link Answer.LeaseFound}. */
    record ReadLease(long leaseId) implements Call {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CallCodec.READ_LEASE).writeVarLong(leaseId);
        }
    }
}
