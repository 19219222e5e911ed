package io.dengine.call;

import io.dengine.api.WatchRequest;
import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;

/** What a client sends on a connection, after {@link Frames#magic}. */
public sealed interface ClientFrame {
    /** Appends kind and fields. */
    void writeTo(BytesWriter writer);

    /**
     * Reads a whole frame, without its length.
     *
     * @throws MalformedBytesException if it is none
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
     * @param version of this protocol, {@link Frames#VERSION}
     * @param client what the node's operator may see: a name and a version
     */
    record Hello(int version, String client) implements ClientFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(1).writeVarLong(version).writeString(client);
        }
    }

    /**
     * Asks something.
     *
     * @param id not in use by another call of this connection that is under way
     */
    record Ask(long id, Call call) implements ClientFrame {
        private static final int KIND = 2;

        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(KIND).writeVarLong(id);
            call.writeTo(writer);
        }

        /** Whether a frame that begins so is one of these. */
        public static boolean begins(Bytes head) {
            return !head.isEmpty() && head.at(0) == KIND;
        }

        /**
         * The id in a frame of this kind that begins so; eleven bytes are enough.
         *
         * @throws MalformedBytesException if there is none
         */
        public static long idIn(Bytes head) {
            return new BytesReader(head.slice(1)).readVarLong();
        }
    }

    /**
     * Begins a watch. Nothing but its first item arrives before the client gives credit.
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

    /** The client has room for so many more items of a watch. */
    record Credit(long watchId, int items) implements ClientFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(4).writeVarLong(watchId).writeVarLong(items);
        }
    }

    /** Ends a watch; items that are on their way may still arrive. */
    record CloseWatch(long watchId) implements ClientFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(5).writeVarLong(watchId);
        }
    }

    /** Asks for a {@link NodeFrame.Pong}. */
    record Ping(long nonce) implements ClientFrame {
        @Override
        public void writeTo(BytesWriter writer) {
            writer.writeByte(6).writeVarLong(nonce);
        }
    }
}
