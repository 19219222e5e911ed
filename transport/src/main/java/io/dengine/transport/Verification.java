package io.dengine.transport;

import org.jspecify.annotations.Nullable;

/**
 * The accepting side of one connection: trusts no claim of the dialling node before it has proven its identity.
 *
 * <p>Without a secret the proof is the address: the challenge goes to the address that this node knows for the peer,
 * over this node's own connection, and must come back on the connection that is verified. Only the node at that address
 * can know the challenge, and the true peer answers it only on a connection that it has dialled itself. With a secret,
 * knowledge of the secret is the proof, so the challenge may use the same connection.
 *
 * <p>Pure: the caller transports the frames. Owned by one thread. The other side is {@link Introduction}.
 */
public final class Verification {
    private final PeerIdentity self;
    private final @Nullable PeerSecret secret;
    private final Nonce nonce;
    private Handshake.@Nullable Hello hello;
    private boolean confirmed;

    /** @param nonce drawn for this connection alone */
    public Verification(PeerIdentity self, @Nullable PeerSecret secret, Nonce nonce) {
        this.self = self;
        this.secret = secret;
        this.nonce = nonce;
    }

    /** Handles the peer's hello. Returns the reason why the claim cannot be true, or null. */
    public @Nullable String greeted(Handshake.Hello first) {
        String objection = objection(first);
        if (objection == null) {
            hello = first;
        }
        return objection;
    }

    private @Nullable String objection(Handshake.Hello first) {
        if (hello != null) {
            return "it said hello twice";
        }
        if (first.version() != PeerCodec.VERSION) {
            return "it speaks version " + first.version() + " of the peer protocol, this node " + PeerCodec.VERSION;
        }
        if (!first.sender().cluster().equals(self.cluster())) {
            return "it belongs to cluster " + first.sender().cluster() + ", this node to " + self.cluster()
                    + "; nodes that begin a cluster together list the same members, to the letter";
        }
        if (first.expectedNodeId() != self.nodeId()) {
            return "it looks for node " + first.expectedNodeId() + ", this is node " + self.nodeId();
        }
        return first.sender().nodeId() == self.nodeId()
                ? "node " + self.nodeId() + " is this node: two nodes must not have the same id"
                : null;
    }

    /** Returns the identity that the peer claims. */
    public PeerIdentity claimed() {
        return greeting().sender();
    }

    /** Returns the challenge, whose nonce must come back in the confirmation. */
    public Handshake.Challenge challenge() {
        return new Handshake.Challenge(greeting().connection(), nonce);
    }

    /**
     * Handles the peer's confirmation. Returns the reason why it proves nothing, or null: then the claimed identity is
     * proven.
     */
    public @Nullable String confirmed(Handshake.Confirmation confirmation) {
        if (!confirmation.nonce().equals(nonce)) {
            return "it answered a challenge that was not put to it";
        }
        if (secret != null && !PeerSecret.equal(confirmation.code(), Proof.ofDialler(secret, greeting(), nonce))) {
            return "it does not know the peer secret of this node";
        }
        confirmed = true;
        return null;
    }

    public boolean isConfirmed() {
        return confirmed;
    }

    /** Returns the welcome for a peer that has proven its identity. */
    public Handshake.Welcome welcome() {
        return new Handshake.Welcome(self, Proof.ofAcceptor(secret, greeting(), nonce));
    }

    private Handshake.Hello greeting() {
        Handshake.Hello said = hello;
        if (said == null) {
            throw new IllegalStateException("it has not said hello");
        }
        return said;
    }
}
