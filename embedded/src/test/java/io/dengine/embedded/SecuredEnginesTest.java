package io.dengine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.transport.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Engines that encrypt what they say to each other, and prove that they know a secret. */
@Timeout(120)
class SecuredEnginesTest {
    private static final String PASSWORD = "password";

    @TempDir
    Path root = Path.of("");

    @Test
    void engines_with_the_same_files_and_secret_form_a_cluster() throws Exception {
        TlsFiles files = certificate(root);
        Path secret = secret(root);
        try (Cluster cluster = new Cluster(
                root, 3, (id, builder) -> builder.encryptPeers(files).peerSecret(secret))) {
            cluster.engine(1).client().put("key", "value");
            assertThat(cluster.engine(3).client().getLinearizable("key")).isPresent();
            String address = cluster.address(2);
            int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
                plain.setSoTimeout(20_000);
                plain.getOutputStream().write("DENGPEERxxxxxxxxxxxxxxxx".getBytes(StandardCharsets.US_ASCII));
                assertThat(plain.getInputStream().readAllBytes()).doesNotContain('D', 'E', 'N', 'G');
            }
        }
    }

    @Test
    void what_is_wrong_with_a_file_is_said_at_the_start() throws Exception {
        EngineConfig missing = EngineConfig.in(root.resolve("engine"))
                .member(1, "127.0.0.1:1")
                .listenOn("127.0.0.1:0")
                .peerSecret(root.resolve("none"))
                .build();
        assertThatThrownBy(() -> EmbeddedEngine.start(missing))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("does not exist");
    }

    private static Path secret(Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "0123456789abcdef0123456789abcdef");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static TlsFiles certificate(Path directory) throws Exception {
        Path store = directory.resolve("own.p12");
        Path log = directory.resolve("keytool.log");
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String options = "-genkeypair -alias it -keyalg EC -groupname secp256r1 -dname CN=own -ext san=ip:127.0.0.1"
                + " -storetype PKCS12 -storepass " + PASSWORD + " -keystore " + store;
        Process keytool = new ProcessBuilder((tool + " " + options).split(" "))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(keytool.waitFor()).as(Files.readString(log)).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Path certificate = pem(
                directory.resolve("own.pem"),
                "CERTIFICATE",
                keys.getCertificate("it").getEncoded());
        Path key = pem(
                directory.resolve("own.key"),
                "PRIVATE KEY",
                keys.getKey("it", PASSWORD.toCharArray()).getEncoded());
        return TlsFiles.of(certificate, key, certificate);
    }

    private static Path pem(Path file, String kind, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }
}
