package io.dengine.wal.snapshot;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot in a file of its own, of any cluster. Every part is checked as it is read, and the whole at the end. Used
 * by one thread.
 */
public final class SnapshotFile implements AutoCloseable {
    private final SnapshotReading reading;
    private final SnapshotFrames.Header header;
    private final String name;
    private @Nullable Bytes digest;

    private SnapshotFile(SnapshotReading reading, SnapshotFrames.Header header, String name) {
        this.reading = reading;
        this.header = header;
        this.name = name;
    }

    /**
     * Opens the file.
     *
     * @throws DamagedSnapshotException if it is no snapshot, or its beginning is damaged
     */
    public static SnapshotFile open(Path file) throws IOException {
        String name = file.toString();
        SnapshotReading reading = new SnapshotReading(name, FileDisk.openToRead(file), true);
        try {
            return new SnapshotFile(reading, SnapshotFrames.readHeader(reading.header()), name);
        } catch (MalformedBytesException e) {
            reading.close();
            throw new DamagedSnapshotException("The file " + name + " is not a snapshot: " + e.getMessage() + ".");
        } catch (IOException | RuntimeException e) {
            reading.close();
            throw e;
        }
    }

    /** Returns the upper half of the id of its cluster. */
    public long clusterHigh() {
        return header.clusterHigh();
    }

    public long clusterLow() {
        return header.clusterLow();
    }

    public SnapshotMeta meta() {
        return header.meta();
    }

    /**
     * Returns the next part of the state, or null after the last one; by then the whole file was checked.
     *
     * @throws DamagedSnapshotException if it is not what was written
     */
    public @Nullable Bytes next() throws IOException {
        Bytes part = reading.next();
        if (part == null) {
            Bytes found = reading.digest();
            if (!found.equals(reading.storedDigest())) {
                throw new DamagedSnapshotException("The snapshot file " + name + " is damaged: its digest is wrong.");
            }
            digest = found;
        }
        return part;
    }

    /** Returns the digest of the whole, SHA-256. Called after the last part. */
    public Bytes digest() {
        if (digest == null) {
            throw new IllegalStateException("the file was not read to its end");
        }
        return digest;
    }

    @Override
    public void close() {
        reading.close();
    }
}
