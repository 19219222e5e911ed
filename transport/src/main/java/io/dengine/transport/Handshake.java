package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.bytes.BytesWriter;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.membership.Configuration;

/** A frame that is not a message: claims and proofs of identity, refusals and their reasons, pings, and questions. */
public sealed interface Handshake {
    /** The first bytes of every connection between peers, which distinguish it from clients on a shared port. */
    Bytes MAGIC = Bytes.utf8("DENGPEER");

    /** The maximum body of a handshake frame in bytes, except for {@link Reply} and {@link Members}. */
    int MAX_BODY_BYTES = 1024;

    /** The maximum size of a reply to a question, in bytes. */
    int MAX_REPLY_BYTES = 64 << 10;

    /** The maximum size of a list of members, in bytes. */
    int MAX_MEMBERS_BYTES = 64 << 10;

    /** The maximum length of a reason in characters; longer ones are cut. */
    int MAX_REASON_CHARS = 200;

    /**
     * The first frame of the dialling node. It is a claim; {@link Confirmation} proves it.
     *
     * @param version the version of the sender's encoding
     * @param sender the claimed identity of the sender
     * @param expectedNodeId the node that the sender expects to have reached
     * @param connection identifies this connection
     */
    record Hello(int version, PeerIdentity sender, int expectedNodeId, Nonce connection) implements Handshake {}

    /**
     * Requires the node that dialled this connection in the receiver's name to repeat the nonce on it. It is sent to
     * the receiver's own address; or on the connection itself if there is a secret, which proves more.
     */
    record Challenge(Nonce connection, Nonce nonce) implements Handshake {}

    /**
     * The answer to {@link Challenge}, on the connection that the challenge is about.
     *
     * @param code proves that the sender knows the secret of the peers; empty if there is none
     */
    record Confirmation(Nonce nonce, Bytes code) implements Handshake {}

    /**
     * Accepts the dialling node: it has proven its identity, and may send messages.
     *
     * @param sender the node that was dialled
     * @param code proves that the sender knows the secret of the peers; empty if there is none
     */
    record Welcome(PeerIdentity sender, Bytes code) implements Handshake {}

    /**
     * The sender's configuration, from a node that was accepted: it has the addresses of nodes that the receiver does
     * not know.
     */
    record Members(Configuration configuration) implements Handshake {}

    /** Refuses the connection; the sender closes it. */
    record Refused(String reason) implements Handshake {}

    /** Keeps the connection, but warns that the sender does not count the receiver's votes and acknowledgments. */
    record Warned(String reason) implements Handshake {}

    /** Requests a {@link Pong}. */
    record Ping() implements Handshake {}

    record Pong() implements Handshake {}

    /**
     * A question to the node. Any sender may send it instead of a hello, and then the connection is for this question
     * alone; an accepted peer may send it at any time.
     *
     * @param id repeated in the reply
     * @param code instead of a hello: proves that the sender knows the secret of the peers; empty if there is none
     */
    record Question(long id, Bytes text, Bytes code) implements Handshake {}

    /**
     * The answer to {@link Question}.
     *
     * @param failed whether the question failed, and the text is the reason
     */
    record Reply(long id, boolean failed, Bytes text) implements Handshake {}

    int HELLO = 1;
    int REFUSED = 2;
    int PING = 3;
    int PONG = 4;
    int WARNED = 5;
    int QUESTION = 6;
    int REPLY = 7;
    int CHALLENGE = 8;
    int CONFIRMATION = 9;
    int WELCOME = 10;
    int MEMBERS = 11;

    /** Returns the encoded frame. */
    default Bytes encode() {
        BytesWriter writer = new BytesWriter(128);
        writeFrame(writer);
        return writer.toBytes();
    }

    /** Appends the encoded frame. */
    default void writeFrame(BytesWriter out) {
        int start = PeerCodec.beginFrame(out);
        switch (this) {
            case Hello hello -> writeHello(hello, out);
            case Challenge challenge -> {
                out.writeByte(CHALLENGE);
                challenge.connection().writeTo(out);
                challenge.nonce().writeTo(out);
            }
            case Confirmation confirmation -> {
                out.writeByte(CONFIRMATION);
                confirmation.nonce().writeTo(out);
                out.writeBytes(confirmation.code());
            }
            case Welcome welcome -> {
                writeIdentity(welcome.sender(), out.writeByte(WELCOME));
                out.writeBytes(welcome.code());
            }
            case Members members ->
                out.writeByte(MEMBERS)
                        .writeVarLong(members.configuration().index())
                        .writeBytes(members.configuration().encode());
            case Refused refused -> out.writeByte(REFUSED).writeString(cut(refused.reason()));
            case Warned warned -> out.writeByte(WARNED).writeString(cut(warned.reason()));
            case Ping ping -> out.writeByte(PING);
            case Pong pong -> out.writeByte(PONG);
            case Question question ->
                out.writeByte(QUESTION)
                        .writeLong(question.id())
                        .writeBytes(question.text())
                        .writeBytes(question.code());
            case Reply reply ->
                out.writeByte(REPLY)
                        .writeLong(reply.id())
                        .writeBoolean(reply.failed())
                        .writeBytes(reply.text());
        }
        PeerCodec.endFrame(start, out);
    }

    private static String cut(String reason) {
        return reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARS));
    }

    private static void writeHello(Hello hello, BytesWriter out) {
        out.writeByte(HELLO).writeInt(hello.version());
        writeIdentity(hello.sender(), out);
        out.writeInt(hello.expectedNodeId());
        hello.connection().writeTo(out);
    }

    private static void writeIdentity(PeerIdentity identity, BytesWriter out) {
        out.writeLong(identity.cluster().high())
                .writeLong(identity.cluster().low())
                .writeInt(identity.nodeId())
                .writeLong(identity.storageId())
                .writeString(identity.address());
    }

    /** Returns whether the body of a frame is a handshake and not a message. */
    static boolean isHandshake(Bytes body) {
        return !body.isEmpty() && body.at(0) >= 0 && body.at(0) < PeerCodec.FIRST_MESSAGE_KIND;
    }

    /**
     * Reads the body of a frame whose checksum was verified.
     *
     * @throws MalformedBytesException if it is not a handshake
     */
    static Handshake decodeBody(Bytes body) {
        BytesReader in = new BytesReader(body);
        int kind = in.readByte();
        if (body.length() > maxBodyBytes(kind)) {
            throw new MalformedBytesException("a handshake frame of " + body.length() + " bytes is too long");
        }
        Handshake handshake = switch (kind) {
            case HELLO -> readHello(in);
            case CHALLENGE -> new Challenge(Nonce.readFrom(in), Nonce.readFrom(in));
            case CONFIRMATION -> new Confirmation(Nonce.readFrom(in), in.readBytes());
            case WELCOME -> new Welcome(readIdentity(in), in.readBytes());
            case MEMBERS -> new Members(Configuration.decode(readIndex(in), in.readBytes()));
            case REFUSED -> new Refused(printable(in.readString()));
            case WARNED -> new Warned(printable(in.readString()));
            case PING -> new Ping();
            case PONG -> new Pong();
            case QUESTION -> new Question(in.readLong(), in.readBytes(), in.readBytes());
            case REPLY -> new Reply(in.readLong(), in.readBoolean(), in.readBytes());
            default -> throw new MalformedBytesException("unknown kind of handshake frame: " + kind);
        };
        in.expectEnd();
        return handshake;
    }

    private static int maxBodyBytes(int kind) {
        return switch (kind) {
            case REPLY -> MAX_REPLY_BYTES;
            case MEMBERS -> MAX_MEMBERS_BYTES;
            default -> MAX_BODY_BYTES;
        };
    }

    private static Hello readHello(BytesReader in) {
        int version = in.readInt();
        if (version != PeerCodec.VERSION) {
            // The rest may have another meaning in that version; the refusal needs only the version.
            in.readRaw(in.remaining());
            return new Hello(version, new PeerIdentity(new ClusterId(0, 0), 1, 0, ""), 1, new Nonce(0, 0));
        }
        PeerIdentity sender = readIdentity(in);
        int expectedNodeId = in.readInt();
        if (expectedNodeId < 1) {
            throw new MalformedBytesException("not a hello: to node " + expectedNodeId);
        }
        return new Hello(version, sender, expectedNodeId, Nonce.readFrom(in));
    }

    private static PeerIdentity readIdentity(BytesReader in) {
        ClusterId cluster = new ClusterId(in.readLong(), in.readLong());
        int nodeId = in.readInt();
        long storageId = in.readLong();
        Bytes address = in.readBytes();
        if (nodeId < 1 || address.length() > PeerIdentity.MAX_ADDRESS_BYTES) {
            throw new MalformedBytesException("not the identity of a node: " + nodeId);
        }
        return new PeerIdentity(cluster, nodeId, storageId, printable(address.toText()));
    }

    private static long readIndex(BytesReader in) {
        long index = in.readVarLong();
        if (index < 0) {
            throw new MalformedBytesException("an index must not be negative but is " + index);
        }
        return index;
    }

    // Text from strangers goes to the log, where it must not forge lines.
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
