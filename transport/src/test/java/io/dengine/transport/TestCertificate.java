package io.dengine.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate that vouches for itself, made by the tool that every JDK has.
 *
 * @param file the certificate in PEM, also the authority to trust
 * @param key its key in PEM
 */
record TestCertificate(Path file, Path key) {
    private static final String PASSWORD = "password";

    /** @param names as keytool takes them: {@code ip:127.0.0.1,dns:localhost} */
    static TestCertificate make(Path directory, String name, String names) throws Exception {
        Path store = directory.resolve(name + "-" + System.nanoTime() + ".p12");
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
                        "san=" + names,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException(Files.readString(directory.resolve("keytool.log")));
        }
        return written(directory, name, store);
    }

    private static TestCertificate written(Path directory, String name, Path store)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] certificate = keys.getCertificate("it").getEncoded();
        byte[] key = keys.getKey("it", PASSWORD.toCharArray()).getEncoded();
        return new TestCertificate(
                Files.writeString(directory.resolve(name + ".pem"), pem("CERTIFICATE", certificate)),
                Files.writeString(directory.resolve(name + ".key"), pem("PRIVATE KEY", key)));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + kind + "-----\n";
    }
}
