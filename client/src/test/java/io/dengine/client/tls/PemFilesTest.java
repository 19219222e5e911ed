package io.dengine.client.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are made for each run; none is kept. */
class PemFilesTest {
    @TempDir
    Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("file.pem"), text);
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + kind + "-----\n";
    }

    private static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static KeyPair ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    @Test
    void keys_of_each_kind_are_read() throws Exception {
        for (KeyPair pair : new KeyPair[] {
            rsa(),
            ec("secp256r1"),
            ec("secp384r1"),
            KeyPairGenerator.getInstance("Ed25519").generateKeyPair()
        }) {
            byte[] der = pair.getPrivate().getEncoded();
            assertThat(PemFiles.privateKey(file("some text\n" + pem("PRIVATE KEY", der))))
                    .isEqualTo(pair.getPrivate());
        }
    }

    @Test
    void the_older_form_of_rsa_is_read() throws Exception {
        KeyPair pair = rsa();
        byte[] der = pair.getPrivate().getEncoded();
        byte[] older = Arrays.copyOfRange(der, 26, der.length); // behind version, algorithm and the octets' head
        assertThat(PemFiles.privateKey(file(pem("RSA PRIVATE KEY", older)))).isEqualTo(pair.getPrivate());
    }

    @Test
    void the_older_form_of_elliptic_curves_is_read() throws Exception {
        // sequence { 1, octets: the number, [0] { the curve secp256r1 } }
        byte[] number = new byte[32];
        number[31] = 5;
        byte[] der = new byte[2 + 3 + 2 + 32 + 2 + 10];
        byte[] head = {0x30, 49, 2, 1, 1, 4, 32};
        byte[] curve = {(byte) 0xa0, 10, 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};
        System.arraycopy(head, 0, der, 0, head.length);
        System.arraycopy(number, 0, der, head.length, 32);
        System.arraycopy(curve, 0, der, head.length + 32, curve.length);
        String parameters = pem("EC PARAMETERS", Arrays.copyOfRange(curve, 2, curve.length));
        ECPrivateKey key = (ECPrivateKey) PemFiles.privateKey(file(parameters + pem("EC PRIVATE KEY", der)));
        assertThat(key.getS()).isEqualTo(5);
    }

    @Test
    void what_cannot_be_used_is_explained_and_no_part_of_a_key_is_told() throws Exception {
        String secret =
                Base64.getEncoder().encodeToString("secret number".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String[][] cases = {
            {"", "holds no private key"},
            {pem("ENCRYPTED PRIVATE KEY", new byte[9]), "protected by a password"},
            {
                "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----",
                "of a kind that is not understood"
            },
            {pem("EC PRIVATE KEY", new byte[] {0x30, 3, 2, 1, 1}), "does not name its curve"},
        };
        for (String[] each : cases) {
            Path file = file(each[0]);
            assertThatThrownBy(() -> PemFiles.privateKey(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(each[1])
                    .hasMessageContaining("file.pem")
                    .hasMessageNotContaining(secret);
        }
        assertThatThrownBy(() -> PemFiles.certificates(directory.resolve("none.pem")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> PemFiles.certificates(file("nothing")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds no certificate");
        assertThatThrownBy(() -> PemFiles.certificates(file(pem("CERTIFICATE", new byte[20]))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a certificate");
    }
}
