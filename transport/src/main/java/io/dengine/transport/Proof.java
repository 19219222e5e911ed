package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import org.jspecify.annotations.Nullable;

/**
 * The codes by which both ends of a connection prove that they know the secret of the peers. Each code covers the whole
 * exchange: the cluster, both nodes, the disk of the dialling node, and a number from each side.
 */
final class Proof {
    /** The code if there is no secret. */
    static final Bytes NONE = Bytes.wrap(new byte[0]);

    private static final int DIALLER = 1;
    private static final int ACCEPTOR = 2;
    private static final int ASKER = 3;
    private static final int ANSWERER = 4;

    /** The length of a code, in bytes. */
    private static final int CODE_BYTES = 32;

    private Proof() {}

    /** Returns the code of the dialling node. */
    static Bytes ofDialler(@Nullable PeerSecret secret, Handshake.Hello hello, Nonce nonce) {
        return code(DIALLER, secret, hello, nonce);
    }

    /** Returns the code of the node that was dialled. */
    static Bytes ofAcceptor(@Nullable PeerSecret secret, Handshake.Hello hello, Nonce nonce) {
        return code(ACCEPTOR, secret, hello, nonce);
    }

    /**
     * Returns the code of a question that was sent without a hello. An attacker who repeats it can only ask the same
     * question again.
     */
    static Bytes ofQuestion(@Nullable PeerSecret secret, Bytes question) {
        return secret == null
                ? NONE
                : secret.code(new BytesWriter(256).writeByte(ASKER).writeBytes(question));
    }

    /**
     * Returns the text of the reply to such a question: with a secret, preceded by a code that proves who has answered.
     * The code covers the id of the question, which the asking node draws, so that no reply can be repeated.
     */
    static Bytes sealed(@Nullable PeerSecret secret, Handshake.Question question, Bytes reply) {
        if (secret == null) {
            return reply;
        }
        Bytes code = ofAnswer(secret, question, reply);
        return new BytesWriter(code.length() + reply.length())
                .writeRaw(code)
                .writeRaw(reply)
                .toBytes();
    }

    /** Returns the reply in a text that {@link #sealed} made, or null if the text does not prove who has answered. */
    static @Nullable Bytes opened(@Nullable PeerSecret secret, Handshake.Question question, Bytes text) {
        if (secret == null) {
            return text;
        }
        if (text.length() < CODE_BYTES) {
            return null;
        }
        Bytes reply = text.slice(CODE_BYTES);
        return PeerSecret.equal(text.slice(0, CODE_BYTES), ofAnswer(secret, question, reply)) ? reply : null;
    }

    private static Bytes ofAnswer(PeerSecret secret, Handshake.Question question, Bytes reply) {
        return secret.code(new BytesWriter(256)
                .writeByte(ANSWERER)
                .writeLong(question.id())
                .writeBytes(question.text())
                .writeBytes(reply));
    }

    private static Bytes code(int side, @Nullable PeerSecret secret, Handshake.Hello hello, Nonce nonce) {
        if (secret == null) {
            return NONE;
        }
        PeerIdentity sender = hello.sender();
        BytesWriter text = new BytesWriter(128);
        text.writeByte(side)
                .writeInt(hello.version())
                .writeLong(sender.cluster().high())
                .writeLong(sender.cluster().low())
                .writeInt(sender.nodeId())
                .writeLong(sender.storageId())
                .writeInt(hello.expectedNodeId());
        hello.connection().writeTo(text);
        nonce.writeTo(text);
        return secret.code(text);
    }
}
