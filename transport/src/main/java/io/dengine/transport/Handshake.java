package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import org.jspecify.annotations.Nullable;

/**
 * What is said on a connection beside messages: who is there, who is refused and why, signs of life, and the one
 * question that somebody may ask who says no hello.
 */
sealed interface Handshake {
    /** The first bytes of every connection between peers, so that a shared port can tell them from clients. */
    Bytes MAGIC = Bytes.utf8("DENGPEER");

    /** No handshake frame has a longer body, but for {@link Reply}. */
    int MAX_BODY_BYTES = 1024;

    /** No answer to a question is longer. */
    int MAX_REPLY_BYTES = 64 << 10;

    /** Longer reasons are cut. */
    int MAX_REASON_CHARS = 200;

    /**
     * The first frame in each direction.
     *
     * @param version of the encoding that the sender speaks
     * @param sender who speaks
     * @param expectedNodeId who the sender believes to be at the other end
     */
    record Hello(int version, PeerIdentity sender, int expectedNodeId) implements Handshake {}

    /** The connection is not wanted; the sender closes it. */
    record Refused(String reason) implements Handshake {}

    /** The connection is kept, but what the receiver grants or acknowledges is not counted by the sender. */
    record Warned(String reason) implements Handshake {}

    /** Asks for {@link Pong}. */
    record Ping() implements Handshake {}

    record Pong() implements Handshake {}

    /** In place of a hello: asks something of the node, whoever it is. The connection is for this question alone. */
    record Question(Bytes text) implements Handshake {}

    /** The answer to {@link Question}, and the end of the connection. */
    record Reply(Bytes text) implements Handshake {}

    int HELLO = 1;
    int REFUSED = 2;
    int PING = 3;
    int PONG = 4;
    int WARNED = 5;
    int QUESTION = 6;
    int REPLY = 7;

    /** Appends the frame. */
    default void writeFrame(BytesWriter out) {
        int start = PeerCodec.beginFrame(out);
        switch (this) {
            case Hello hello -> writeHello(hello, out);
            case Refused refused -> out.writeByte(REFUSED).writeString(cut(refused.reason()));
            case Warned warned -> out.writeByte(WARNED).writeString(cut(warned.reason()));
            case Ping ping -> out.writeByte(PING);
            case Pong pong -> out.writeByte(PONG);
            case Question question -> out.writeByte(QUESTION).writeBytes(question.text());
            case Reply reply -> out.writeByte(REPLY).writeBytes(reply.text());
        }
        PeerCodec.endFrame(start, out);
    }

    private static String cut(String reason) {
        return reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARS));
    }

    private static void writeHello(Hello hello, BytesWriter out) {
        PeerIdentity sender = hello.sender();
        out.writeByte(HELLO)
                .writeInt(hello.version())
                .writeLong(sender.cluster().high())
                .writeLong(sender.cluster().low())
                .writeInt(sender.nodeId())
                .writeLong(sender.storageId())
                .writeInt(hello.expectedNodeId())
                .writeString(sender.address());
    }

    /** Whether the body of a frame is one of these and not a message. */
    static boolean isHandshake(Bytes body) {
        return !body.isEmpty() && body.at(0) >= 0 && body.at(0) < PeerCodec.FIRST_MESSAGE_KIND;
    }

    /**
     * Reads the body of a frame whose checksum was right.
     *
     * @throws MalformedBytesException if it is none of these
     */
    static Handshake decodeBody(Bytes body) {
        BytesReader in = new BytesReader(body);
        int kind = in.readByte();
        if (body.length() > (kind == REPLY ? MAX_REPLY_BYTES : MAX_BODY_BYTES)) {
            throw new MalformedBytesException("a handshake frame of " + body.length() + " bytes is too long");
        }
        Handshake handshake = switch (kind) {
            case HELLO -> readHello(in);
            case REFUSED -> new Refused(printable(in.readString()));
            case WARNED -> new Warned(printable(in.readString()));
            case PING -> new Ping();
            case PONG -> new Pong();
            case QUESTION -> new Question(in.readBytes());
            case REPLY -> new Reply(in.readBytes());
            default -> throw new MalformedBytesException("no such kind of handshake frame: " + kind);
        };
        in.expectEnd();
        return handshake;
    }

    private static Hello readHello(BytesReader in) {
        int version = in.readInt();
        ClusterId cluster = new ClusterId(in.readLong(), in.readLong());
        int nodeId = in.readInt();
        long storageId = in.readLong();
        int expectedNodeId = in.readInt();
        Bytes address = in.readBytes();
        if (nodeId < 1 || expectedNodeId < 1 || address.length() > PeerIdentity.MAX_ADDRESS_BYTES) {
            throw new MalformedBytesException("not a hello: node " + nodeId + " to node " + expectedNodeId);
        }
        return new Hello(
                version, new PeerIdentity(cluster, nodeId, storageId, printable(address.toUtf8())), expectedNodeId);
    }

    /**
     * Why {@code hello} is not from the node that should be there, or null if all is well.
     *
     * @param self who receives the hello
     */
    static @Nullable String objection(Hello hello, PeerIdentity self) {
        if (hello.version() != PeerCodec.VERSION) {
            return "it speaks version " + hello.version() + " of the peer protocol, this node " + PeerCodec.VERSION;
        }
        if (!hello.sender().cluster().equals(self.cluster())) {
            return "it belongs to cluster " + hello.sender().cluster() + ", this node to " + self.cluster();
        }
        if (hello.expectedNodeId() != self.nodeId()) {
            return "it looks for node " + hello.expectedNodeId() + ", this is node " + self.nodeId();
        }
        return null;
    }

    // What a stranger sends goes to the log, where it must not forge lines.
    private static String printable(String text) {
        int end = Math.min(text.length(), PeerIdentity.MAX_ADDRESS_BYTES);
        StringBuilder out = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            out.append(c >= ' ' && c != 0x7F && !Character.isISOControl(c) ? c : '?');
        }
        return out.toString();
    }
}
