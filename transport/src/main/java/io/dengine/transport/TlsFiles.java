package io.dengine.transport;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files for TLS. All are in PEM.
 *
 * @param certificates this node's own certificate, followed by those between it and the authority
 * @param key the private key of the first certificate, in PKCS 8, without a password
 * @param authorities the authorities that this node trusts when it connects to others
 * @param clientAuthorities the authorities that must have issued the certificate of every client and peer that connects
 *     here, or null if no certificate is required
 * @param peerAuthorities authorities that certify peers only, and must have issued the certificate of every peer; or
 *     null: then, with {@code clientAuthorities}, the names in a peer's certificate must include the host of its
 *     address
 */
public record TlsFiles(
        Path certificates,
        Path key,
        Path authorities,
        @Nullable Path clientAuthorities,
        @Nullable Path peerAuthorities) {
    /** Returns files that encrypt connections without requiring certificates of clients. */
    public static TlsFiles of(Path certificates, Path key, Path authorities) {
        return new TlsFiles(certificates, key, authorities, null, null);
    }

    /** Returns the authorities that this node trusts when it dials a peer. */
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
