package io.dengine.wal.snapshot;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** A snapshot that is being written, frame by frame. */
final class SnapshotWriting implements SnapshotStore.Writing {
    /**
     * The bytes after which the file is forced, so that the last force has little to write and the log's own forces
     * wait for little.
     */
    private static final long FORCE_EVERY_BYTES = 4 << 20;

    private final FileSnapshots owner;
    private final SnapshotMeta meta;
    private final DiskFile file;
    private final MessageDigest digest = SnapshotFrames.sha256();
    private long position;
    private long forcedPosition;
    private long parts;
    private boolean ended;

    SnapshotWriting(FileSnapshots owner, SnapshotMeta meta, Bytes header, DiskFile file) throws IOException {
        this.owner = owner;
        this.meta = meta;
        this.file = file;
        append(SnapshotFrames.frame(header));
    }

    @Override
    public void add(Bytes part) throws IOException {
        if (part.isEmpty() || part.length() > SnapshotFrames.MAX_BODY_BYTES) {
            throw new IllegalArgumentException("a part has from 1 to " + SnapshotFrames.MAX_BODY_BYTES
                    + " bytes, but this one has " + part.length());
        }
        append(SnapshotFrames.frame(part));
        parts++;
        if (position - forcedPosition >= FORCE_EVERY_BYTES) {
            file.force(false);
            forcedPosition = position;
            owner.requireRoom(0);
        }
    }

    @Override
    public SnapshotStore.Stored finish() throws IOException {
        append(SnapshotFrames.end(parts));
        byte[] sum = digest.digest();
        file.write(position, ByteBuffer.wrap(sum));
        position += sum.length;
        file.force(true);
        ended = true;
        FileSnapshots.closeQuietly(file);
        SnapshotStore.Stored written = new SnapshotStore.Stored(meta, position, Bytes.wrap(sum));
        owner.publish(FileSnapshots.WRITING, written);
        return written;
    }

    private void append(Bytes frame) throws IOException {
        ByteBuffer bytes = frame.asByteBuffer();
        digest.update(bytes.duplicate());
        file.write(position, bytes);
        position += frame.length();
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            FileSnapshots.closeQuietly(file);
            owner.abandon(FileSnapshots.WRITING);
        }
    }
}
