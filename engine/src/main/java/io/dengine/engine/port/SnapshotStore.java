package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.SnapshotMeta;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where snapshots live: files that are complete, checked and durable, and files that are on their way to be.
 *
 * <p>A failure here costs a snapshot, never data: whoever writes or receives one gives it up and tries again later. One
 * thread writes, receives and removes; any thread lists and reads.
 */
public interface SnapshotStore extends AutoCloseable {
    /** What is stored, newest first. */
    List<Stored> stored();

    /** Begins to write a snapshot; an unfinished one before it is given up. */
    Writing write(SnapshotMeta meta) throws IOException;

    /** Opens a snapshot to read its parts. Every part is checked. */
    Reading read(Stored snapshot) throws IOException;

    /**
     * Reads a piece of a snapshot as it is stored, for another node: at least one byte, and no more than
     * {@code maxBytes}. Empty if the snapshot was removed meanwhile.
     */
    Bytes piece(Stored snapshot, long offset, int maxBytes) throws IOException;

    /** Opens a stored snapshot to copy its bytes elsewhere. Any thread; it may be removed meanwhile. */
    Copy copy(Stored snapshot) throws IOException;

    /**
     * Begins to receive a snapshot, or goes on where an earlier attempt for the same one has ended. An unfinished one
     * of another kind is given up.
     */
    Receiving receive(Stored snapshot) throws IOException;

    /**
     * Opens a snapshot to check all of it: as {@link #read}, but what stands for the whole is checked with its last
     * part. Any thread.
     */
    default Reading verify(Stored snapshot) throws IOException {
        return read(snapshot);
    }

    /** Reads a snapshot through; returns whether it is as it was written. */
    boolean isIntact(Stored snapshot) throws IOException;

    /** Removes a snapshot that is damaged or no longer needed. */
    void remove(Stored snapshot) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * A snapshot, here or on its way.
     *
     * @param meta where it ends
     * @param sizeBytes how long it is as stored
     * @param digest of all its bytes but those that hold the digest; tells two snapshots of one place apart
     */
    record Stored(SnapshotMeta meta, long sizeBytes, Bytes digest) {}

    /** The bytes of a stored snapshot. For one thread at a time. */
    interface Copy extends AutoCloseable {
        /** Reads what begins at {@code offset}: at least one byte, unless the snapshot ends there. */
        Bytes piece(long offset, int maxBytes) throws IOException;

        @Override
        void close();
    }

    /** A snapshot that is being written. */
    interface Writing extends AutoCloseable {
        void add(Bytes part) throws IOException;

        /** Checks it, makes it durable and stores it. */
        Stored finish() throws IOException;

        /** Gives up what was not finished. */
        @Override
        void close();
    }

    /** The parts of a snapshot. */
    interface Reading extends AutoCloseable {
        /**
         * The next part, or null after the last one.
         *
         * @throws DamagedSnapshotException if it is not what was written
         */
        @Nullable
        Bytes next() throws IOException;

        @Override
        void close();
    }

    /** A snapshot that is on its way from another node. */
    interface Receiving extends AutoCloseable {
        /** Up to where it has arrived. */
        long offset();

        /** Takes the piece that begins at {@link #offset}. */
        void add(Bytes piece) throws IOException;

        /**
         * Checks it, makes it durable and stores it.
         *
         * @throws DamagedSnapshotException if it is not what was announced; nothing is left of it
         */
        Stored finish() throws IOException;

        /** Stops for now; what has arrived is kept for another attempt. */
        @Override
        void close();
    }
}
