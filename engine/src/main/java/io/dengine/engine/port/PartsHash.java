package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes the bytes of a state: the first 64 bits of their SHA-256. */
final class PartsHash implements HashView {
    private final StateView parts;

    PartsHash(StateView parts) {
        this.parts = parts;
    }

    @Override
    public long appliedIndex() {
        return parts.appliedIndex();
    }

    @Override
    public long hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Bytes part = parts.next(); part != null; part = parts.next()) {
                digest.update(part.asByteBuffer());
            }
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a frozen state cannot be read", e);
        }
    }

    @Override
    public void close() {
        parts.close();
    }
}
