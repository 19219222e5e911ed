package io.dengine.transport;

import io.dengine.core.membership.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node goes by when it judges who is a peer, beside the members that the cluster itself names.
 *
 * @param secret what all members know, or null: then a peer is who is reached at the peer's address
 * @param listed members that the operator names; may be out of date
 * @param certificates what a peer has to show beside that
 */
public record PeerTrust(@Nullable PeerSecret secret, List<Member> listed, PeerCertificates certificates) {
    /** Addresses alone. */
    public static final PeerTrust ADDRESSES = new PeerTrust(null, List.of(), PeerCertificates.NOT_ASKED);

    public PeerTrust {
        listed = List.copyOf(listed);
    }

    /** The same with these members listed. */
    public PeerTrust withListed(List<Member> members) {
        return new PeerTrust(secret, members, certificates);
    }

    /** The same with this secret, or without. */
    public PeerTrust withSecret(@Nullable PeerSecret newSecret) {
        return new PeerTrust(newSecret, listed, certificates);
    }

    /** The same with this rule for certificates. */
    public PeerTrust withCertificates(PeerCertificates newCertificates) {
        return new PeerTrust(secret, listed, newCertificates);
    }
}
