package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.SnapshotMeta;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The store of snapshots: files that are complete, checked and durable, and files that are not finished yet.
 *
 * <p>A failure here costs a snapshot, never data: the writer or receiver abandons the snapshot and tries again later.
 * One thread writes, receives and removes; any thread lists and reads.
 */
public interface SnapshotStore extends AutoCloseable {
    /** Returns the stored snapshots, newest first. */
    List<Stored> stored();

    /** Begins to write a snapshot; an unfinished one before it is discarded. */
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
     * Begins to receive a snapshot, or continues where an earlier attempt for the same one ended. An unfinished one of
     * another snapshot is discarded.
     */
    Receiving receive(Stored snapshot) throws IOException;

    /**
     * Opens a snapshot to check all of it: like {@link #read}, but the digest of the whole is checked with its last
     * part. Any thread.
     */
    default Reading verify(Stored snapshot) throws IOException {
        return read(snapshot);
    }

    /** Reads a whole snapshot; returns whether it is as it was written. */
    boolean isIntact(Stored snapshot) throws IOException;

    /** Removes a snapshot that is no longer needed: a newer one is stored. */
    void remove(Stored snapshot) throws IOException;

    /**
     * Sets aside these snapshots, which cannot be read, and all that cannot be a snapshot at all: it is kept under
     * another name, and never listed again. Called at a start, once there is a state from which the log continues.
     */
    void setAside(List<Stored> unreadable) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * A snapshot, stored here or being received.
     *
     * @param meta the metadata of its last entry
     * @param sizeBytes its length as stored
     * @param digest the digest of all its bytes but those that hold the digest; distinguishes two snapshots at the same
     *     index
     */
    record Stored(SnapshotMeta meta, long sizeBytes, Bytes digest) {}

    /** The bytes of a stored snapshot. Used by one thread at a time. */
    interface Copy extends AutoCloseable {
        /** Reads the bytes that begin at {@code offset}: at least one byte, unless the snapshot ends there. */
        Bytes piece(long offset, int maxBytes) throws IOException;

        @Override
        void close();
    }

    /** A snapshot that is being written. */
    interface Writing extends AutoCloseable {
        void add(Bytes part) throws IOException;

        /** Checks it, makes it durable and stores it. */
        Stored finish() throws IOException;

        /** Discards an unfinished snapshot. */
        @Override
        void close();
    }

    /** The parts of a snapshot. */
    interface Reading extends AutoCloseable {
        /**
         * Returns the next part, or null after the last one.
         *
         * @throws DamagedSnapshotException if it is not what was written
         */
        @Nullable
        Bytes next() throws IOException;

        @Override
        void close();
    }

    /** A snapshot that is being received from another node. */
    interface Receiving extends AutoCloseable {
        /** Returns the offset up to which it has arrived. */
        long offset();

        /** Adds the piece that begins at {@link #offset}. */
        void add(Bytes piece) throws IOException;

        /**
         * Checks it, makes it durable and stores it.
         *
         * @throws DamagedSnapshotException if it is not what was announced; all of it is removed
         */
        Stored finish() throws IOException;

        /** Stops for now; what has arrived is kept for another attempt. */
        @Override
        void close();
    }
}
