package io.dengine.transport;

import org.jspecify.annotations.Nullable;

/**
 * The dialling end of one connection: how this node shows who it is, and learns that it has reached the node that it
 * looked for.
 *
 * <pre>
 *   hello --&gt; challenged, by way of this node's own address --&gt; confirmation --&gt; welcome
 * </pre>
 *
 * <p>Pure: the caller carries the frames. Owned by one thread. The other end is {@link Verification}.
 */
public final class Introduction {
    private final @Nullable PeerSecret secret;
    private final Handshake.Hello hello;
    private @Nullable Nonce answered;
    private boolean welcomed;

    /**
     * @param peer who should be at the other end
     * @param connection names the connection; known to its two ends alone
     */
    public Introduction(PeerIdentity self, int peer, @Nullable PeerSecret secret, Nonce connection) {
        this.secret = secret;
        this.hello = new Handshake.Hello(PeerCodec.VERSION, self, peer, connection);
    }

    /** What this node says first. */
    public Handshake.Hello hello() {
        return hello;
    }

    /**
     * What to say on this connection to a challenge that has come, by whichever way; null if it is about another one:
     * somebody uses the name of this node.
     */
    public Handshake.@Nullable Confirmation answer(Handshake.Challenge challenge) {
        if (welcomed || !challenge.connection().equals(hello.connection())) {
            return null;
        }
        answered = challenge.nonce();
        return new Handshake.Confirmation(challenge.nonce(), Proof.ofDialler(secret, hello, challenge.nonce()));
    }

    /** The other end lets this node in. Returns why it is not the peer that is looked for, or null. */
    public @Nullable String welcomed(Handshake.Welcome welcome) {
        PeerIdentity sender = welcome.sender();
        if (welcomed) {
            return "it said welcome twice";
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
            return "it asked for no proof of who this node is";
        }
        if (secret != null && !PeerSecret.equal(welcome.code(), Proof.ofAcceptor(secret, hello, nonce))) {
            return "it does not know the secret of the peers that this node was given";
        }
        welcomed = true;
        return null;
    }

    public boolean isWelcomed() {
        return welcomed;
    }
}
