package io.dengine.transport;

import io.dengine.core.membership.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which this node decides who is a peer, besides the members in the cluster's configuration.
 *
 * @param secret the secret that all members share, or null: then a peer is the node that is reached at the peer's
 *     address
 * @param listed members that the operator lists; may be out of date
 * @param certificates the certificates that peers must have in addition
 */
public record PeerTrust(@Nullable PeerSecret secret, List<Member> listed, PeerCertificates certificates) {
    /** Decides by addresses alone. */
    public static final PeerTrust ADDRESSES = new PeerTrust(null, List.of(), PeerCertificates.NOT_ASKED);

    public PeerTrust {
        listed = List.copyOf(listed);
    }

    /** Returns these rules with other listed members. */
    public PeerTrust withListed(List<Member> members) {
        return new PeerTrust(secret, members, certificates);
    }

    /** Returns these rules with another secret, or with none. */
    public PeerTrust withSecret(@Nullable PeerSecret newSecret) {
        return new PeerTrust(newSecret, listed, certificates);
    }

    /** Returns these rules with another rule for certificates. */
    public PeerTrust withCertificates(PeerCertificates newCertificates) {
        return new PeerTrust(secret, listed, newCertificates);
    }
}
