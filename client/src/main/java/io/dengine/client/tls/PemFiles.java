package io.dengine.client.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and private keys from PEM files as most tools write them. Error messages name the file and say
 * what to do.
 */
public final class PemFiles {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final Pattern ENCRYPTED = Pattern.compile("ENCRYPTED");
    private static final String[] ALGORITHMS = {"EC", "RSA", "Ed25519", "Ed448"};
    private static final long MAX_FILE_BYTES = 4 << 20;

    /** The algorithm identifier that turns a PKCS#1 RSA key into PKCS#8. */
    private static final byte[] RSA = {
        0x30, 0x0d, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
    };

    private static final byte[] EC_OID = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 4;
    private static final int CURVE = 0xa0;

    private PemFiles() {}

    /**
     * Returns the certificates in {@code file}, in file order.
     *
     * @throws IOException if there is none, or the file cannot be read
     */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(text(file));
        while (block.find()) {
            if (block.group(1).endsWith("CERTIFICATE")) {
                found.add(certificate(file, decoded(file, block.group(2))));
            }
        }
        if (found.isEmpty()) {
            throw new IOException(file + " holds no certificate: it needs a block -----BEGIN CERTIFICATE-----");
        }
        return found;
    }

    /**
     * Returns the first private key in {@code file}: in PKCS#8, or in the older forms for RSA and elliptic curves.
     *
     * @throws IOException if there is no unencrypted key, or the file cannot be read
     */
    public static PrivateKey privateKey(Path file) throws IOException {
        String text = text(file);
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            byte[] der = block.group(1).endsWith("PRIVATE KEY") ? decoded(file, block.group(2)) : new byte[0];
            PrivateKey key = switch (block.group(1)) {
                case "PRIVATE KEY" -> key(file, der);
                case "RSA PRIVATE KEY" -> key(file, pkcs8(RSA, der));
                case "EC PRIVATE KEY" -> key(file, pkcs8(curveOf(file, der), der));
                default -> null; // certificates and parameters may stand beside the key
            };
            if (key != null) {
                return key;
            }
        }
        throw new IOException(
                ENCRYPTED.matcher(text).find()
                        ? file + " holds a private key that is protected by a password; it must be stored without one,"
                                + " readable for the program alone (openssl pkcs8 -topk8 -nocrypt)"
                        : file + " holds no private key: it needs a block -----BEGIN PRIVATE KEY-----");
    }

    private static String text(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException(file + " is too large for a file of certificates or keys");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        }
    }

    private static byte[] decoded(Path file, String base64) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " has a block that is not base64", e);
        }
    }

    private static X509Certificate certificate(Path file, byte[] der) throws IOException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IOException(file + " has a block that is not a certificate", e);
        }
    }

    private static PrivateKey key(Path file, byte[] der) throws IOException {
        GeneralSecurityException last = null;
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                last = e; // a key of another kind
            }
        }
        throw new IOException(
                file + " holds a private key of a kind that is not understood; use EC, RSA or Ed25519", last);
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {2, 1, 0});
        body.writeBytes(algorithm);
        body.writeBytes(wrapped(OCTETS, key));
        return wrapped(SEQUENCE, body.toByteArray());
    }

    private static byte[] wrapped(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(content.length >>> (8 * i));
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    /**
     * Returns the algorithm identifier with the key's curve. The older form names the curve after the number; PKCS#8
     * needs it in front.
     */
    private static byte[] curveOf(Path file, byte[] der) throws IOException {
        // sequence { version 1, octets: the number, [0] { the curve }, ... }, with lengths below 128 but the first.
        int at = der.length > 1 && (der[1] & 0x80) != 0 ? 2 + (der[1] & 0x7f) : 2;
        at += 3;
        if (at + 2 < der.length && der[at] == OCTETS) {
            at += 2 + der[at + 1];
            if (at + 2 < der.length && (der[at] & 0xff) == CURVE && at + 2 + der[at + 1] <= der.length) {
                byte[] curve = new byte[der[at + 1]];
                System.arraycopy(der, at + 2, curve, 0, curve.length);
                ByteArrayOutputStream algorithm = new ByteArrayOutputStream();
                algorithm.writeBytes(EC_OID);
                algorithm.writeBytes(curve);
                return wrapped(SEQUENCE, algorithm.toByteArray());
            }
        }
        throw new IOException(file + " holds a private key that does not name its curve; convert it with"
                + " openssl pkcs8 -topk8 -nocrypt");
    }
}
