package io.dengine.call;

import io.dengine.api.ClusterView;
import io.dengine.api.Rows;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.ClockDrift;
import io.dengine.bytes.MalformedBytesException;

/** A frame that a node sends to a client on a connection. */
public sealed interface NodeFrame {
    /** Appends the kind and the fields. */
    void writeTo(BytesWriter writer);

    /**
     * Reads a whole frame, without its length.
     *
     * @throws MalformedBytesException if the bytes are not such a frame
     */
    static NodeFrame decode(Bytes frame) {
        BytesReader reader = new BytesReader(frame);
        int kind = reader.readByte();
        NodeFrame decoded = switch (kind) {
            case 1 -> {
                int version = reader.readVarInt(Integer.MAX_VALUE);
                int nodeId = reader.readVarInt(Integer.MAX_VALUE);
                ClusterView cluster = CallCodec.readCluster(reader);
                yield new Welcome(version, nodeId, cluster, new ClockDrift(reader.readVarInt(499_999)));
            }
            case 2 -> new ClusterChanged(CallCodec.readCluster(reader));
            case Answered.KIND -> new Answered(reader.readVarLong(), Answer.readFrom(reader));
            case 4 -> new Watched(reader.readVarLong(), WatchItem.readFrom(reader));
            case 5 -> new Pong(reader.readVarLong());
            case 6 -> new Goodbye(reader.readString());
            default -> throw new MalformedBytesException("unknown frame of a node " + kind);
        };
        reader.expectEnd();
        return decoded;
    }

    /**
     * The answer to {@link ClientFrame.Hello}, and the first frame.
     *
     * @param clockDrift the assumed drift of clocks: a lease holder relies on the lease for that much less than its TTL
     */
    record Welcome(int version, int nodeId, ClusterView cluster, ClockDrift clockDrift) implements NodeFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(1).writeVarLong(version).writeVarLong(nodeId);
            CallCodec.writeCluster(writer, cluster);
            writer.writeVarLong(clockDrift.partsPerMillion());
        }
    }

    /** Reports that the leader, the members or the incarnation changed. */
    record ClusterChanged(ClusterView cluster) implements NodeFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(2);
            CallCodec.writeCluster(writer, cluster);
        }
    }

    /** The answer to a {@link ClientFrame.Ask}. */
    record Answered(long id, Answer answer) implements NodeFrame {
        private static final int KIND = 3;

        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(KIND).writeVarLong(id);
            answer.writeTo(writer);
        }

        /**
         * Appends a frame with an {@link Answer.Found} up to its first row. What follows is the encoding of {@code
         * rowCount} rows, which somebody has made already.
         *
         * @param found the answer; its rows are ignored
         */
        public static void writeHead(BytesWriter writer, long id, Rows found, int rowCount) {
            writer.writeByte(KIND).writeVarLong(id);
            CallCodec.writeFoundHead(writer, found, rowCount);
        }
    }

    /** An item of a watch. */
    record Watched(long watchId, WatchItem item) implements NodeFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(4).writeVarLong(watchId);
            item.writeTo(writer);
        }
    }

    /** The answer to a {@link ClientFrame.Ping}. */
    record Pong(long nonce) implements NodeFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(5).writeVarLong(nonce);
        }
    }

    /**
     * Announces that the node closes the connection: it stops, or does not understand the client. The node did not
     * execute a call that arrived after it sent this frame. Whether it executed earlier calls that it had not answered
     * is not known.
     */
    record Goodbye(String reason) implements NodeFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(6).writeString(reason);
        }
    }
}
