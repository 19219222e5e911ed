package io.dengine.wal.snapshot;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesReader;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.wal.disk.DiskFile;
import io.dengine.wal.disk.NamedReads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Iterates over the frames of a snapshot file. */
final class SnapshotReading implements SnapshotStore.Reading {
    private final String name;
    private final DiskFile file;
    private final long sizeBytes;

    /** The digest of what was read, or null if the file is not checked as a whole. */
    private final @Nullable MessageDigest digest;

    private long position;
    private long parts;

    SnapshotReading(String name, DiskFile file, boolean digested) throws IOException {
        this.name = name;
        this.file = file;
        this.sizeBytes = file.sizeBytes();
        this.digest = digested ? SnapshotFrames.sha256() : null;
    }

    /** Returns the body of the first frame; called first. */
    Bytes header() throws IOException {
        return body(SnapshotFrames.MAX_HEADER_BYTES, true);
    }

    @Override
    public @Nullable Bytes next() throws IOException {
        Bytes body = body(SnapshotFrames.MAX_BODY_BYTES, false);
        if (body.isEmpty()) {
            end();
            return null;
        }
        parts++;
        return body;
    }

    /** Returns the digest that the file should have, of all that was read. Called after the last part. */
    Bytes digest() {
        if (digest == null) {
            throw new IllegalStateException("the file was opened to be read, not to be checked");
        }
        return Bytes.wrap(digest.digest());
    }

    /** Returns the digest that the file states. Called after the last part. */
    Bytes storedDigest() throws IOException {
        return read(SnapshotFrames.DIGEST_BYTES, false);
    }

    private Bytes body(int maxBytes, boolean first) throws IOException {
        BytesReader frame = new BytesReader(read(SnapshotFrames.FRAME_HEADER_BYTES, true));
        int length = frame.readInt();
        int crc = frame.readInt();
        if (length < 0 || length > maxBytes || length == 0 && first) {
            throw damaged("a frame at " + position + " has an impossible length");
        }
        Bytes body = read(length == 0 ? Long.BYTES : length, true);
        if (SnapshotFrames.crcOf(body) != crc) {
            throw damaged("the checksum of the frame that ends at " + position + " is wrong");
        }
        if (length == 0) {
            long expected = new BytesReader(body).readLong();
            if (expected != parts) {
                throw damaged("it has " + parts + " parts instead of " + expected);
            }
            return Bytes.EMPTY;
        }
        return body;
    }

    private void end() throws IOException {
        if (position + SnapshotFrames.DIGEST_BYTES != sizeBytes) {
            throw damaged(
                    "it has " + sizeBytes + " bytes, but should end at " + (position + SnapshotFrames.DIGEST_BYTES));
        }
    }

    private Bytes read(int count, boolean digested) throws IOException {
        if (count > sizeBytes - position) {
            throw damaged("it ends within a frame");
        }
        byte[] bytes = new byte[count];
        if (NamedReads.read(file, name, position, ByteBuffer.wrap(bytes)) != count) {
            throw damaged("it ends within a frame");
        }
        position += count;
        if (digested && digest != null) {
            digest.update(bytes);
        }
        return Bytes.wrap(bytes);
    }

    private DamagedSnapshotException damaged(String what) {
        return new DamagedSnapshotException("The snapshot file " + name + " is damaged: " + what + ".");
    }

    @Override
    public void close() {
        FileSnapshots.closeQuietly(file);
    }
}
