package io.dengine.wal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A file whose lock keeps its directory for one owner on this machine. The only code that opens such files.
 *
 * <p>POSIX releases all locks that a process has on a file when any descriptor of that file is closed by that process.
 * So a second owner in this process must be refused before it opens the file: closing its channel would release the
 * lock of the first one. The locks of this process are recorded in the system properties, which all class loaders
 * share, by the path and by the file's number: the same file may have several paths.
 */
public final class LockFile implements AutoCloseable {
    private static final String PREFIX = "io.dengine.locked:";

    private final Path file;
    private final FileChannel channel;
    private final List<String> claims;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LockFile(Path file, FileChannel channel, List<String> claims) {
        this.file = file;
        this.channel = channel;
        this.claims = claims;
    }

    /**
     * Creates {@code file} in an existing directory if it is missing, and locks it.
     *
     * @return null if another owner, in this process or another one, has locked it
     * @throws IOException if it cannot be created or opened, for instance because it is a symbolic link
     */
    public static @Nullable LockFile tryAcquire(Path file, FileAttribute<?>... attributes) throws IOException {
        List<String> claims = new ArrayList<>(2);
        LockFile acquired = null;
        try {
            acquired = acquire(file, claims, attributes);
            return acquired;
        } finally {
            if (acquired == null) {
                withdraw(claims);
            }
        }
    }

    private static @Nullable LockFile acquire(Path file, List<String> claims, FileAttribute<?>... attributes)
            throws IOException {
        Path directory = file.toAbsolutePath().normalize().getParent();
        if (directory == null || !claim(directory.toRealPath().resolve(file.getFileName()), claims)) {
            return null;
        }
        try {
            // A new file has no lock that closing it could release.
            Files.createFile(file, attributes);
        } catch (FileAlreadyExistsException e) {
            // Its number is checked before it is opened.
        }
        Object number = numberOf(file);
        if (number != null && !claim(number, claims)) {
            return null;
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
            if (!Objects.equals(number, numberOf(file))) {
                lock = null; // another owner has deleted it at this very moment
            }
        } catch (OverlappingFileLockException e) {
            // Other code in this process has locked it.
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : new LockFile(file, channel, claims);
    }

    private static @Nullable Object numberOf(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    private static boolean claim(Object identity, List<String> claims) {
        String claim = PREFIX + identity;
        if (System.getProperties().putIfAbsent(claim, "") != null) {
            return false;
        }
        claims.add(claim);
        return true;
    }

    private static void withdraw(List<String> claims) {
        claims.forEach(System::clearProperty);
    }

    /** Deletes the file, as its owner: another owner that is about to lock it finds that it no longer exists. */
    public void delete() throws IOException {
        Files.delete(file);
    }

    /** Unlocks the file, which stays. May be called any number of times. */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return; // the claims may be those of the next owner by now
        }
        try (channel) {
            // The claims outlive the lock: no code in this process opens the file before it is closed.
        } finally {
            withdraw(claims);
        }
    }
}
