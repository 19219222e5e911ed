package io.dengine.transport;

import org.jspecify.annotations.Nullable;

/**
 * The dialling side of one connection: proves the identity of this node, and verifies that it has reached the expected
 * node.
 *
 * <pre>
 *   hello --&gt; challenged, by way of this node's own address --&gt; confirmation --&gt; welcome
 * </pre>
 *
 * <p>Pure: the caller transports the frames. Owned by one thread. The other side is {@link Verification}.
 */
public final class Introduction {
    private final @Nullable PeerSecret secret;
    private final Handshake.Hello hello;
    private @Nullable Nonce answered;
    private boolean welcomed;

    /**
     * @param peer the node that is expected at the other end
     * @param connection identifies the connection; only its two ends know it
     */
    public Introduction(PeerIdentity self, int peer, @Nullable PeerSecret secret, Nonce connection) {
        this.secret = secret;
        this.hello = new Handshake.Hello(PeerCodec.VERSION, self, peer, connection);
    }

    /** Returns the first frame of this node. */
    public Handshake.Hello hello() {
        return hello;
    }

    /**
     * Returns the answer to a challenge, to be sent on this connection whichever way the challenge came; null if the
     * challenge is about another connection, because then another process uses the identity of this node.
     */
    public Handshake.@Nullable Confirmation answer(Handshake.Challenge challenge) {
        if (welcomed || !challenge.connection().equals(hello.connection())) {
            return null;
        }
        answered = challenge.nonce();
        return new Handshake.Confirmation(challenge.nonce(), Proof.ofDialler(secret, hello, challenge.nonce()));
    }

    /**
     * Checks the welcome by which the other end accepts this node. Returns the reason why the other end is not the
     * expected peer, or null.
     */
    public @Nullable String welcomed(Handshake.Welcome welcome) {
        PeerIdentity sender = welcome.sender();
        if (welcomed) {
            return "it sent Welcome twice";
        }
        if (!sender.cluster().equals(hello.sender().cluster())) {
            return "it belongs to cluster " + sender.cluster() + ", this node to "
                    + hello.sender().cluster();
        }
        if (sender.nodeId() != hello.expectedNodeId()) {
            return "it is node " + sender.nodeId();
        }
        Nonce nonce = answered;
        if (nonce == null) {
            return "it did not ask this node for a proof of its identity";
        }
        if (secret != null && !PeerSecret.equal(welcome.code(), Proof.ofAcceptor(secret, hello, nonce))) {
            return "it does not know the peer secret of this node";
        }
        welcomed = true;
        return null;
    }
}
