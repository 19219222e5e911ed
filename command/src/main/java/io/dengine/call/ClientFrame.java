package io.dengine.call;

import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;

/** A frame that a client sends on a connection, after {@link Frames#magic}. */
public sealed interface ClientFrame {
    /** Appends the kind and the fields. */
    void writeTo(BytesWriter writer);

    /**
     * Reads a whole frame, without its length.
     *
     * @throws MalformedBytesException if the bytes are not such a frame
     */
    static ClientFrame decode(Bytes frame) {
        BytesReader reader = new BytesReader(frame);
        int kind = reader.readByte();
        ClientFrame decoded = switch (kind) {
            case 1 -> new Hello(reader.readVarInt(Integer.MAX_VALUE), reader.readString());
            case Ask.KIND -> new Ask(reader.readVarLong(), Call.readFrom(reader));
            case 3 -> new OpenWatch(reader.readVarLong(), WatchCodec.readRequest(reader));
            case 4 -> new Credit(reader.readVarLong(), reader.readVarInt(Integer.MAX_VALUE));
            case 5 -> new CloseWatch(reader.readVarLong());
            case 6 -> new Ping(reader.readVarLong());
            default -> throw new MalformedBytesException("unknown frame of a client " + kind);
        };
        reader.expectEnd();
        return decoded;
    }

    /**
     * The first frame.
     *
     * @param version the version of this protocol, {@link Frames#VERSION}
     * @param client a name and a version, for the node's operator
     */
    record Hello(int version, String client) implements ClientFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(1).writeVarLong(version).writeString(client);
        }
    }

    /**
     * Sends a call.
     *
     * @param id not in use by another pending call of this connection
     */
    record Ask(long id, Call call) implements ClientFrame {
        private static final int KIND = 2;

        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(KIND).writeVarLong(id);
            call.writeTo(writer);
        }

        /** Returns whether a frame with this beginning is of this kind. */
        public static boolean begins(Bytes head) {
            return !head.isEmpty() && head.at(0) == KIND;
        }

        /**
         * Returns the id of a frame of this kind with this beginning; eleven bytes are enough.
         *
         * @throws MalformedBytesException if there is none
         */
        public static long idIn(Bytes head) {
            return new BytesReader(head.slice(1)).readVarLong();
        }
    }

    /**
     * Starts a watch. Only its first item arrives before the client grants credit.
     *
     * @param watchId not in use by another watch of this connection
     */
    record OpenWatch(long watchId, WatchRequest request) implements ClientFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(3).writeVarLong(watchId);
            WatchCodec.writeRequest(writer, request);
        }
    }

    /** Grants credit: the client has room for {@code items} more items of a watch. */
    record Credit(long watchId, int items) implements ClientFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(4).writeVarLong(watchId).writeVarLong(items);
        }
    }

    /** Ends a watch. Items that are in flight may still arrive. */
    record CloseWatch(long watchId) implements ClientFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(5).writeVarLong(watchId);
        }
    }

    /** Requests a {@link NodeFrame.Pong}. */
    record Ping(long nonce) implements ClientFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(6).writeVarLong(nonce);
        }
    }
}
