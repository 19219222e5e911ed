package io.dengine.wal.disk;

import java.io.IOException;
import java.util.List;

/** One directory of files, held by one process at a time. Safe for use by any thread. */
public interface Disk extends AutoCloseable {
    /** The names of all files, sorted. */
    List<String> list() throws IOException;

    /** Opens a file that exists, for reading and writing. */
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

    /** How many bytes may still be written, as far as the disk knows. */
    long usableBytes() throws IOException;

    /** How many bytes it has in all, whoever uses them; {@link Long#MAX_VALUE} where that is unknown. */
    long totalBytes() throws IOException;

    /**
     * A write or a force has failed, so what the system shows of these files may not be what they hold. Remembered
     * outside of them, as long as the system may show it, where the platform has such a place. Never fails.
     */
    void rememberFailure();

    /** Whether an earlier user of this disk, or this one, had a failure remembered that is not forgotten yet. */
    boolean remembersFailure() throws IOException;

    /** What had to be done about the failure is done, durably. */
    void forgetFailure() throws IOException;

    /** Releases the directory. */
    @Override
    void close() throws IOException;
}
