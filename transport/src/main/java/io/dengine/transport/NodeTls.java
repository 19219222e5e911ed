package io.dengine.transport;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS contexts of a node. If the files change while the node runs, later connections use the new files; if the new
 * files cannot be used, the previous ones stay in use. Safe for use by any thread.
 */
public final class NodeTls {
    private static final Logger OPERATOR = LoggerFactory.getLogger("d-engine.operator");

    /** The minimum time between checks of the files, which happen only when a connection is made. */
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final TlsFiles files;
    private final long lookNanos;
    private volatile Loaded loaded;
    private long lookedNanos;

    /** The contexts of one state of the files. */
    private record Loaded(SslContext accepting, SslContext dialling, PeerCertificates peers, List<Object> stamps) {}

    private NodeTls(TlsFiles files, long lookNanos) throws IOException {
        this.files = files;
        this.lookNanos = lookNanos;
        this.loaded = load(files, stamps(files));
        this.lookedNanos = System.nanoTime();
    }

    /**
     * Reads the files.
     *
     * @throws IOException if a file is missing or invalid; the message says which
     */
    public static NodeTls load(TlsFiles files) throws IOException {
        return new NodeTls(files, LOOK_NANOS);
    }

    /** Reads the files, and checks them again before each connection. */
    static NodeTls eager(TlsFiles files) throws IOException {
        return new NodeTls(files, 0);
    }

    /**
     * Returns the context for connections that this node accepts. A client that offers both protocols gets HTTP/1.1, so
     * that a browser gets JSON; gRPC offers HTTP/2 alone.
     */
    public SslContext accepting() {
        return context(Loaded::accepting);
    }

    /** Returns the context for connections to other nodes, whose certificates must have the dialled host name. */
    public SslContext dialling() {
        return context(Loaded::dialling);
    }

    /** Returns the rule for the certificates of peers. */
    public PeerCertificates peers() {
        return (session, hosts) -> present().peers().objection(session, hosts);
    }

    private SslContext context(Function<Loaded, SslContext> which) {
        return new RenewedContext(() -> which.apply(present()));
    }

    private Loaded present() {
        look(System.nanoTime());
        return loaded;
    }

    private synchronized void look(long nowNanos) {
        if (nowNanos - lookedNanos < lookNanos) {
            return;
        }
        lookedNanos = nowNanos;
        List<Object> stamps = stamps(files);
        if (stamps.equals(loaded.stamps())) {
            return;
        }
        try {
            loaded = load(files, stamps);
            OPERATOR.info("certificates were read again from {}", files.certificates());
        } catch (IOException e) {
            // Logged once for each state of the files: the rest of them may not be written yet.
            Loaded kept = loaded;
            loaded = new Loaded(kept.accepting(), kept.dialling(), kept.peers(), stamps);
            OPERATOR.warn("new certificates are not used, those before them stay in use: {}", e.getMessage());
        }
    }

    private static List<Object> stamps(TlsFiles files) {
        List<Object> stamps = new ArrayList<>();
        for (Path file : files.all()) {
            try {
                FileTime written = Files.getLastModifiedTime(file);
                stamps.add(List.of(written, Files.size(file)));
            } catch (IOException e) {
                stamps.add("missing");
            }
        }
        return stamps;
    }

    private static Loaded load(TlsFiles files, List<Object> stamps) throws IOException {
        try {
            requirePair(files);
            return new Loaded(accepting(files), dialling(files), peers(files), stamps);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "Connections cannot be encrypted with " + files.all() + ": " + e.getMessage() + " ("
                            + cause.getMessage()
                            + "). Certificates and keys have to be in PEM, the key in PKCS 8 and without a password.",
                    e);
        }
    }

    /** Checks that key and certificate belong together: during a renewal, one may be new and the other old. */
    private static void requirePair(TlsFiles files) throws IOException, GeneralSecurityException {
        List<X509Certificate> own = certificatesIn(files.certificates());
        if (own.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate in " + files.certificates());
        }
        PrivateKey key = RenewedContext.keyIn(files.key());
        String scheme = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        byte[] text = {1, 2, 3};
        Signature signer = Signature.getInstance(scheme);
        signer.initSign(key);
        signer.update(text);
        byte[] signed = signer.sign();
        Signature verifier = Signature.getInstance(scheme);
        verifier.initVerify(own.get(0).getPublicKey());
        verifier.update(text);
        if (!verifier.verify(signed)) {
            throw new GeneralSecurityException("the key is not that of the certificate");
        }
    }

    private static SslContext accepting(TlsFiles files) throws IOException, GeneralSecurityException {
        SslContextBuilder builder = SslContextBuilder.forServer(
                        files.certificates().toFile(), files.key().toFile())
                .sslProvider(SslProvider.JDK)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_1_1,
                        ApplicationProtocolNames.HTTP_2));
        List<X509Certificate> trusted = new ArrayList<>();
        if (files.clientAuthorities() != null) {
            trusted.addAll(certificatesIn(files.clientAuthorities()));
        }
        if (files.peerAuthorities() != null) {
            trusted.addAll(certificatesIn(files.peerAuthorities()));
        }
        if (!trusted.isEmpty()) {
            builder.trustManager(trusted)
                    .clientAuth(files.clientAuthorities() == null ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE);
        }
        return builder.build();
    }

    private static SslContext dialling(TlsFiles files) throws IOException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm("HTTPS")
                .trustManager(files.dialledAuthorities().toFile())
                .keyManager(files.certificates().toFile(), files.key().toFile())
                .build();
    }

    private static PeerCertificates peers(TlsFiles files) throws IOException, GeneralSecurityException {
        if (files.peerAuthorities() != null) {
            return PeerCertificates.of(trusting(certificatesIn(files.peerAuthorities())));
        }
        return files.clientAuthorities() == null ? PeerCertificates.NOT_ASKED : PeerCertificates.NAMES;
    }

    private static List<X509Certificate> certificatesIn(Path file) throws IOException, GeneralSecurityException {
        List<X509Certificate> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                found.add((X509Certificate) certificate);
            }
        }
        return found;
    }

    private static X509TrustManager trusting(List<X509Certificate> authorities) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty store cannot be made", e);
        }
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
