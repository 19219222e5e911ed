package io.dengine.wal.disk;

import java.io.IOException;
import java.util.List;

/** One directory of files. Safe for use by any thread. */
public interface Disk extends AutoCloseable {
    /** The names of all files, sorted. */
    List<String> list() throws IOException;

    /** Opens a file that exists. */
    DiskFile open(String name) throws IOException;

    /**
     * Creates a file that must not exist, filled with zeros, so that later writes inside it need no more room. Neither
     * the file nor its length is durable until both were forced.
     */
    DiskFile create(String name, long sizeBytes) throws IOException;

    /** Replaces {@code to} by {@code from}, atomically. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Makes creations, renames and deletions durable. */
    void forceDirectory() throws IOException;

    /** How many bytes may still be written, as far as the disk knows. */
    long usableBytes() throws IOException;

    /** Releases the directory. */
    @Override
    void close() throws IOException;
}
