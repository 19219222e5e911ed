package io.dengine.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Keeps a data directory for one node alone. The system releases it whatever way the process ends. */
public final class DirectoryLock implements AutoCloseable {
    private static final String FILE_NAME = "node.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Creates {@code directory} if it is missing, and takes it.
     *
     * @throws IOException if it is taken, or cannot be used; the message says so, and nothing was changed in it
     */
    public static DirectoryLock acquire(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        FileChannel channel;
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, ownerOnly(directory));
            }
            channel =
                    FileChannel.open(directory.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(
                    "The data directory " + absolute + " cannot be used: " + e + ". Nothing was changed in it.", e);
        }
        if (tryLock(channel) == null) {
            channel.close();
            throw new IOException("The data directory " + absolute + " is in use by another node, in this process or"
                    + " another one. Nothing was changed in it. Stop that one, or give this node a directory of its"
                    + " own.");
        }
        return new DirectoryLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Sets the directory free. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
