package io.dengine.call;

import io.dengine.api.RangeQuery;
import io.dengine.api.ReadOptions;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.command.Command;
import java.util.List;

/** What a client asks of a node. Any node takes any call: one that does not lead passes writes to the leader. */
public sealed interface Call {
    /** Appends the encoding that {@link #readFrom} reads. */
    void writeTo(BytesWriter writer);

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws io.dengine.bytes.MalformedBytesException if the bytes are something else
     */
    static Call readFrom(BytesReader reader) {
        return CallCodec.readCall(reader);
    }

    /** Has a command carried out. The answer is {@link Answer.Wrote}. */
    record Write(Command command) implements Call {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CallCodec.WRITE).writeBytes(command.encode());
        }
    }

    /** Reads keys, all at one revision. The answer is {@link Answer.Found}, with a row for each key that is there. */
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

    /** Asks how long a lease lives, linearizably. The answer is {@link Answer.LeaseFound}. */
    record ReadLease(long leaseId) implements Call {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(CallCodec.READ_LEASE).writeVarLong(leaseId);
        }
    }
}
