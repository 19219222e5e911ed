package io.dengine.transport;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What connections are encrypted with. All files are in PEM.
 *
 * @param certificates this node's own, followed by those between it and the authority
 * @param key of the first of them, in PKCS 8, without a password
 * @param authorities whom this node trusts when it connects to others
 * @param clientAuthorities whose certificates everybody has to show here, or null if nobody needs one
 * @param peerAuthorities whose certificates peers alone have, and have to show; or null: then, with
 *     {@code clientAuthorities}, the names in a peer's certificate must be those of its address
 */
public record TlsFiles(
        Path certificates,
        Path key,
        Path authorities,
        @Nullable Path clientAuthorities,
        @Nullable Path peerAuthorities) {
    /** Encrypts, and asks nobody for a certificate. */
    public static TlsFiles of(Path certificates, Path key, Path authorities) {
        return new TlsFiles(certificates, key, authorities, null, null);
    }

    /** Whose certificates this node trusts when it dials a peer. */
    Path dialledAuthorities() {
        return peerAuthorities == null ? authorities : peerAuthorities;
    }

    List<Path> all() {
        List<Path> files = new ArrayList<>(List.of(certificates, key, authorities));
        if (clientAuthorities != null) {
            files.add(clientAuthorities);
        }
        if (peerAuthorities != null) {
            files.add(peerAuthorities);
        }
        return files;
    }
}
