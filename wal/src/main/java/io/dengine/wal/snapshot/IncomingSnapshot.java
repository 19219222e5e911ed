package io.dengine.wal.snapshot;

import io.dengine.bytes.Bytes;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.wal.disk.DiskFile;
import io.dengine.wal.disk.NoSpaceException;
import java.io.IOException;

/** A snapshot file that is received from another node, piece by piece. */
final class IncomingSnapshot implements SnapshotStore.Receiving {
    private static final long FORCE_EVERY_BYTES = 4 << 20;

    private final FileSnapshots owner;
    private final SnapshotStore.Stored announced;
    private final String name;
    private final DiskFile file;
    private long offset;
    private long forcedOffset;
    private boolean ended;

    IncomingSnapshot(FileSnapshots owner, SnapshotStore.Stored announced, String name, DiskFile file)
            throws IOException {
        this.owner = owner;
        this.announced = announced;
        this.name = name;
        this.file = file;
        this.offset = Math.min(file.sizeBytes(), announced.sizeBytes());
        this.forcedOffset = offset;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public void add(Bytes piece) throws IOException {
        if (piece.length() > announced.sizeBytes() - offset) {
            throw new DamagedSnapshotException("the peer sends more of the snapshot than it has announced");
        }
        try {
            file.write(offset, piece.asByteBuffer());
            offset += piece.length();
            if (offset - forcedOffset >= FORCE_EVERY_BYTES) {
                file.force(true);
                forcedOffset = offset;
            }
        } catch (IOException e) {
            throw discarded(e);
        }
    }

    /**
     * Removes what has arrived, unless only the room ended: after a write or force that failed, nothing tells which of
     * it is on the disk, although it can be read as if it were.
     */
    private IOException discarded(IOException why) {
        close();
        if (!(why instanceof NoSpaceException)) {
            owner.abandon(name);
        }
        return why;
    }

    @Override
    public SnapshotStore.Stored finish() throws IOException {
        if (offset != announced.sizeBytes()) {
            throw new IllegalStateException("only " + offset + " bytes of " + announced + " have arrived");
        }
        try {
            file.force(true);
        } catch (IOException e) {
            throw discarded(e);
        }
        close();
        owner.publish(name, announced);
        return announced;
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            FileSnapshots.closeQuietly(file);
        }
    }
}
