package io.dengine.client.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The TLS settings of a client's connections: trusted certificates, and the client's own certificate. Immutable; each
 * {@code with} method returns a changed copy. Files are read for each connection, so renewed files are used without a
 * restart.
 */
public final class Tls {
    /** No encryption. */
    public static final Tls NONE = new Tls(null, null, null, null, true);

    private static final Tls SYSTEM = new Tls(null, null, null, null, true);
    private static final char[] NO_PASSWORD = {};

    private final @Nullable SSLContext context;
    private final @Nullable Path trusted;
    private final @Nullable Path chain;
    private final @Nullable Path key;
    private final boolean checksName;

    private Tls(
            @Nullable SSLContext context,
            @Nullable Path trusted,
            @Nullable Path chain,
            @Nullable Path key,
            boolean checksName) {
        this.context = context;
        this.trusted = trusted;
        this.chain = chain;
        this.key = key;
        this.checksName = checksName;
    }

    /** Trusts the certificates in a PEM file, usually those of certificate authorities. */
    public static Tls trusting(Path certificates) {
        return new Tls(null, certificates, null, null, true);
    }

    /** Trusts the certificates that the Java runtime trusts. */
    public static Tls ofSystem() {
        return SYSTEM;
    }

    /** Uses {@code context}. */
    public static Tls of(SSLContext context) {
        return new Tls(context, null, null, null, true);
    }

    /**
     * Presents a certificate to nodes that request one.
     *
     * @param certificates a PEM file with the certificate, followed by the intermediate certificates
     * @param privateKey a PEM file with its key, without a password
     * @throws IllegalArgumentException if this is {@link #NONE} or was made from a context
     */
    public Tls withIdentity(Path certificates, Path privateKey) {
        if (context != null || this == NONE) {
            throw new IllegalArgumentException("an identity goes with trusted certificates, not with this");
        }
        return new Tls(null, trusted, certificates, privateKey, checksName);
    }

    /**
     * Accepts any name in a node's certificate, as long as the certificate is trusted. For certificate authorities that
     * issue certificates only to the nodes.
     *
     * @throws IllegalArgumentException if this is {@link #NONE}
     */
    public Tls withoutNameCheck() {
        if (this == NONE) {
            throw new IllegalArgumentException("nothing is checked where nothing is encrypted");
        }
        return new Tls(context, trusted, chain, key, false);
    }

    /** Returns whether connections are encrypted. */
    public boolean isEnabled() {
        return this != NONE;
    }

    /**
     * Reads the files, to find out early whether they are usable.
     *
     * @throws IOException if they are not; the message says why and what to do
     */
    public void check() throws IOException {
        if (isEnabled()) {
            load();
        }
    }

    /**
     * Encrypts a connection, if enabled, and waits for the TLS handshake.
     *
     * @param host the name that the node's certificate must contain, unless the name check is disabled
     * @throws IOException if the certificate is not accepted, or the handshake fails
     */
    public Socket wrap(Socket plain, String host, int port) throws IOException {
        if (!isEnabled()) {
            return plain;
        }
        SSLSocket socket = (SSLSocket) load().getSocketFactory().createSocket(plain, host, port, true);
        if (checksName) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        socket.startHandshake();
        return socket;
    }

    /**
     * Returns the TLS context of these settings, for other libraries.
     *
     * @throws IOException if the files are not usable, or encryption is disabled
     */
    public SSLContext context() throws IOException {
        if (!isEnabled()) {
            throw new IOException("connections are not encrypted");
        }
        return load();
    }

    private SSLContext load() throws IOException {
        if (context != null) {
            return context;
        }
        try {
            TrustManager[] trust = trusted == null ? null : trustManagers(PemFiles.certificates(trusted));
            KeyManager[] keys = chain == null || key == null
                    ? null
                    : keyManagers(PemFiles.certificates(chain), PemFiles.privateKey(key));
            SSLContext made = SSLContext.getInstance("TLS");
            made.init(keys, trust, null);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates or keys cannot be used: " + e.getMessage(), e);
        }
    }

    /** Returns trust managers that trust exactly what these certificates have signed. */
    public static TrustManager[] trustManagers(List<X509Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("trusted-" + i, certificates.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** Returns key managers that present {@code chain}, whose first certificate belongs to {@code key}. */
    public static KeyManager[] keyManagers(List<X509Certificate> chain, PrivateKey key)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("identity", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }
}
