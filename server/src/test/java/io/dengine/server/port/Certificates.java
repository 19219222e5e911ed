package io.dengine.server.port;

import io.dengine.transport.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate that vouches for itself, and its key, in two PEM files. Made by the tool that every JDK has.
 *
 * @param certificate also the authority to trust
 */
public record Certificates(Path certificate, Path key) {
    private static final String PASSWORD = "password";

    /** Makes one for this machine's loopback address. */
    public static Certificates make(Path directory, String name) throws IOException, GeneralSecurityException {
        Path store = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "it",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start();
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] certificate = keys.getCertificate("it").getEncoded();
        byte[] key = keys.getKey("it", PASSWORD.toCharArray()).getEncoded();
        return new Certificates(
                Files.writeString(directory.resolve(name + ".pem"), pem("CERTIFICATE", certificate)),
                Files.writeString(directory.resolve(name + ".key"), pem("PRIVATE KEY", key)));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + kind + "-----\n";
    }

    /** A node of this certificate, among nodes that have the same, which asks its clients for one. */
    public TlsFiles mutual() {
        return new TlsFiles(certificate, key, certificate, certificate, null);
    }

    /** A node of this certificate, whose clients need none. */
    public TlsFiles oneSided() {
        return new TlsFiles(certificate, key, certificate, null, null);
    }
}
