package io.dengine.transport;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that all members of a cluster share. It is never sent: each side proves that it knows the secret by a code
 * over numbers that the other side has drawn. Immutable; safe for use by any thread.
 */
public final class PeerSecret {
    /** The minimum length of a secret in bytes; shorter ones could be guessed. */
    public static final int MIN_BYTES = 16;

    private static final int MAX_FILE_BYTES = 4096;
    private static final String ALGORITHM = "HmacSHA256";
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final SecretKeySpec key;

    private PeerSecret(byte[] secret) {
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * Returns the secret with these bytes.
     *
     * @throws IllegalArgumentException if there are fewer than {@value #MIN_BYTES}
     */
    public static PeerSecret of(byte[] secret) {
        if (secret.length < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "a secret of " + secret.length + " bytes is too short, " + MIN_BYTES + " are the least");
        }
        return new PeerSecret(secret.clone());
    }

    /**
     * Reads the secret from a file, without white space at its ends.
     *
     * @throws IOException if the file cannot be read, is too short or too long, or if others than its owner may use it;
     *     the message says which, and what to do
     */
    public static PeerSecret read(Path file) throws IOException {
        try {
            requirePrivate(file);
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException("The secret of the peers in " + file + " is longer than " + MAX_FILE_BYTES
                        + " bytes: name the file that holds the secret and nothing else.");
            }
            return of(trimmed(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            throw new IOException("The secret of the peers is not there: " + file + " does not exist.", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "The secret of the peers in " + file + " cannot be used: " + e.getMessage()
                            + ". Write one with: openssl rand -hex 32 > " + file,
                    e);
        }
    }

    private static void requirePrivate(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> shared = EnumSet.copyOf(OF_OTHERS);
        shared.retainAll(Files.getPosixFilePermissions(file));
        if (!shared.isEmpty()) {
            throw new IOException("The secret of the peers in " + file
                    + " can be used by others than its owner, so it is none. Run: chmod 600 " + file);
        }
    }

    private static byte[] trimmed(byte[] text) {
        int from = 0;
        int to = text.length;
        while (from < to && text[from] <= ' ' && text[from] >= 0) {
            from++;
        }
        while (to > from && text[to - 1] <= ' ' && text[to - 1] >= 0) {
            to--;
        }
        return Arrays.copyOfRange(text, from, to);
    }

    /** Returns the code over {@code text}, which requires knowledge of the secret. */
    Bytes code(BytesWriter text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(text.array(), 0, text.size());
            return Bytes.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Compares in a time that does not depend on where the two differ. */
    static boolean equal(Bytes one, Bytes other) {
        return MessageDigest.isEqual(one.toArray(), other.toArray());
    }

    @Override
    public String toString() {
        return "PeerSecret";
    }
}
