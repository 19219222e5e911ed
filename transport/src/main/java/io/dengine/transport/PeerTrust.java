package io.dengine.transport;

import io.dengine.core.membership.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which this node decides who is a peer, besides the members in the cluster's configuration.
 *
 * @param secret the secret that all members share, or null: then a peer is the node that is reached at the peer's
 *     address
 * @param listed members that the operator lists; may be out of date
 * @param certificates the certificates that peers must have in addition
 * @param networks the networks from which peers may connect, and nodes may ask to join
 */
public record PeerTrust(
        @Nullable PeerSecret secret, List<Member> listed, PeerCertificates certificates, PeerNetworks networks) {
    /** Decides by addresses alone. */
    public static final PeerTrust ADDRESSES =
            new PeerTrust(null, List.of(), PeerCertificates.NOT_ASKED, PeerNetworks.ALL);

    public PeerTrust {
        listed = List.copyOf(listed);
    }

    /** Returns these rules with other listed members. */
    public PeerTrust withListed(List<Member> members) {
        return new PeerTrust(secret, members, certificates, networks);
    }

    /** Returns these rules with another secret, or with none. */
    public PeerTrust withSecret(@Nullable PeerSecret newSecret) {
        return new PeerTrust(newSecret, listed, certificates, networks);
    }

    /**
     * Returns these rules with the secret in a file.
     *
     * @param file null for no secret
     * @throws IOException if the file cannot be used
     */
    public PeerTrust withSecretIn(@Nullable Path file) throws IOException {
        return withSecret(file == null ? null : PeerSecret.read(file));
    }

    /** Returns these rules with another rule for certificates. */
    public PeerTrust withCertificates(PeerCertificates newCertificates) {
        return new PeerTrust(secret, listed, newCertificates, networks);
    }

    /** Returns these rules for peers of other networks. */
    public PeerTrust withNetworks(PeerNetworks newNetworks) {
        return new PeerTrust(secret, listed, certificates, newNetworks);
    }
}
