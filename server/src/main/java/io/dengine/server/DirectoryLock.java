package io.dengine.server;

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

/** Keeps a data directory for one process alone. The system releases it whatever way the process ends. */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE_NAME = "node.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Creates {@code directory} if it is missing, and takes it. */
    static DirectoryLock acquire(Path directory) throws StartFailure {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, ownerOnly(directory));
            }
            FileChannel channel =
                    FileChannel.open(directory.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new StartFailure(
                        ExitCode.DATA_DIRECTORY,
                        "the data directory " + directory.toAbsolutePath().normalize()
                                + " is in use by another process; stop that one, or give this node a directory of its"
                                + " own (DB_PATH, or cluster.db_root_dir)");
            }
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.DATA_DIRECTORY,
                    "the data directory " + directory.toAbsolutePath().normalize() + " cannot be used: " + e
                            + "; nothing was changed in it");
        }
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

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
