package io.dengine.wal.disk;

import java.io.IOException;
import java.util.List;

/** A directory of files, held by one process at a time. Safe for use by any thread. */
public interface Disk extends AutoCloseable {
    /** Returns the names of all files, sorted. */
    List<String> list() throws IOException;

    /** Opens an existing file, for reading and writing. */
    DiskFile open(String name) throws IOException;

    /**
     * Creates a file that must not exist, filled with zeros, so that later writes inside it need no more room. It is
     * durable once both it and the directory were forced.
     *
     * @throws NoSpaceException if there is no room for it; it does not exist then
     */
    DiskFile create(String name, long sizeBytes) throws IOException;

    /** Replaces {@code to} by {@code from}, atomically. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Makes creations, renames and deletions durable. */
    void forceDirectory() throws IOException;

    /** Returns how many bytes may still be written, as far as the disk knows. */
    long usableBytes() throws IOException;

    /** Returns the total size of the disk in bytes, including used space; {@link Long#MAX_VALUE} if it is unknown. */
    long totalBytes() throws IOException;

    /**
     * Records that a write or a force has failed, so that what the system shows of these files may not be what they
     * hold. Recorded outside of the files, for as long as the system may show it, if the platform has such a place.
     * Never fails.
     */
    void rememberFailure();

    /** Returns whether an earlier user of this disk, or this one, recorded a failure that is not forgotten yet. */
    boolean remembersFailure() throws IOException;

    /** Clears the record of a failure, durably, because it has been dealt with. */
    void forgetFailure() throws IOException;

    /** Releases the directory. */
    @Override
    void close() throws IOException;
}
