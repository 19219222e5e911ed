package io.dengine.wal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Reads and forces may run concurrently with a write, on any thread; writes do not run concurrently. */
public interface DiskFile extends AutoCloseable {
    long sizeBytes() throws IOException;

    /**
     * Writes all that remains in {@code source}; when this returns, the operating system has it. A failed write may
     * have written a part.
     *
     * @throws NoSpaceException if the file had to grow for it and could not
     */
    void write(long position, ByteBuffer source) throws IOException;

    /** Reads until {@code target} is full or the file ends; returns the number of bytes read. */
    int read(long position, ByteBuffer target) throws IOException;

    /** Makes everything durable that was written before the call; with {@code size}, the length too. */
    void force(boolean size) throws IOException;

    @Override
    void close() throws IOException;
}
