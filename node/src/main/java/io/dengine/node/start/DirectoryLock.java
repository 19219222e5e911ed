package io.dengine.node.start;

import io.dengine.wal.disk.Directories;
import io.dengine.wal.disk.LockFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Locks a data directory for one node. The operating system releases the lock however the process ends. */
public final class DirectoryLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);
    private static final String FILE_NAME = "node.lock";

    private final Path directory;
    private final LockFile lock;

    /** The directories that were created, outermost first. */
    private final List<Path> made;

    /** The files that were in a directory without data before; null if the directory had data. */
    private final @Nullable Set<Path> before;

    private DirectoryLock(Path directory, LockFile lock, List<Path> made, @Nullable Set<Path> before) {
        this.directory = directory;
        this.lock = lock;
        this.made = made;
        this.before = before;
    }

    /**
     * Creates {@code directory} if it is missing, and locks it.
     *
     * @throws IOException if the directory is locked by another node or cannot be used; the message says which, and
     *     nothing was changed in it
     */
    public static DirectoryLock acquire(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        LockFile lock = null;
        try {
            List<Path> made = Directories.create(absolute, ownerOnly(directory));
            boolean locksFirst = !Files.exists(absolute.resolve(FILE_NAME));
            lock = LockFile.tryAcquire(absolute.resolve(FILE_NAME));
            if (lock != null) {
                Set<Path> before = NodeDisks.hasData(absolute) ? null : content(absolute);
                if (before != null && locksFirst) {
                    before.remove(absolute.resolve(FILE_NAME));
                }
                return new DirectoryLock(absolute, lock, made, before);
            }
        } catch (IOException e) {
            if (lock != null) {
                lock.close();
            }
            throw new IOException(
                    "The data directory " + absolute + " cannot be used: " + e + ". Nothing was changed in it.", e);
        }
        throw new IOException("The data directory " + absolute + " is in use by another node, in this process or"
                + " another one. Nothing was changed in it. Stop that one, or give this node a directory of its own.");
    }

    private static Set<Path> content(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.collect(Collectors.toCollection(HashSet::new));
        }
    }

    /**
     * Cleans up after a start that failed before the node ran: in a directory without data, removes every file that was
     * not there before. Never touches data. Releases the lock.
     */
    public void abandon() {
        try {
            if (before != null) {
                removeNew(before);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The start that failed has left files in {}, which holds no data: {}", directory, e.toString());
        } finally {
            closeQuietly();
        }
    }

    private void removeNew(Set<Path> old) throws IOException {
        Path own = directory.resolve(FILE_NAME);
        for (Path path :
                content(directory).stream().sorted(Comparator.reverseOrder()).toList()) {
            if (!old.contains(path) && !path.equals(own)) {
                Files.delete(path);
            }
        }
        if (!old.contains(own)) {
            lock.delete();
        }
        for (int i = made.size() - 1; i >= 0; i--) {
            Files.delete(made.get(i));
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            LOG.debug("closing the lock of {} failed", directory, e);
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

    /** Releases the lock. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
