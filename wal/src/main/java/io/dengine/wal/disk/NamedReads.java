package io.dengine.wal.disk;

import io.dengine.engine.port.UnreadableFileException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads of files that a node depends on. The message of a failing disk names no file. */
public final class NamedReads {
    private NamedReads() {}

    /**
     * Reads like {@link DiskFile#read}.
     *
     * @param name the name of the file in messages
     * @throws UnreadableFileException if the disk does not return the bytes
     */
    public static int read(DiskFile file, String name, long position, ByteBuffer target)
            throws UnreadableFileException {
        try {
            return file.read(position, target);
        } catch (IOException e) {
            throw new UnreadableFileException(name, e);
        }
    }
}
