package io.dengine.wal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory of the operating system that only its owner can access, locked for one process. */
public final class FileDisk implements Disk {
    private static final String LOCK = "lock";
    private static final int ZERO_CHUNK_BYTES = 1 << 20;

    private final Path directory;
    private final FileStore store;
    private final LockFile lock;
    private final @Nullable FailureMemory memory;

    private FileDisk(Path directory, FileStore store, LockFile lock, @Nullable FailureMemory memory) {
        this.directory = directory;
        this.store = store;
        this.lock = lock;
        this.memory = memory;
    }

    /**
     * Creates the directory if there is none, and locks it.
     *
     * @throws IOException if that fails, with a message of its own if another owner uses the directory
     */
    public static FileDisk open(Path directory) throws IOException {
        return open(directory, FailureMemory.SHARED_MEMORY);
    }

    /** Opens the directory with {@code memory} as the place that the system forgets together with its cache. */
    static FileDisk open(Path directory, Path memory) throws IOException {
        Directories.create(directory);
        FileStore store = Files.getFileStore(directory);
        if (store.supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(
                    directory,
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));
        }
        LockFile lock = LockFile.tryAcquire(directory.resolve(LOCK));
        if (lock == null) {
            throw new IOException("The data directory " + directory + " is in use by another node, in this process or"
                    + " another one. Nothing was changed. Stop that node first, or give this one a directory of its"
                    + " own.");
        }
        boolean canRemember = Files.isDirectory(memory) && Files.isWritable(memory);
        return new FileDisk(directory, store, lock, canRemember ? new FailureMemory(memory, directory) : null);
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!name.equals(LOCK) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(name);
                }
            }
        }
        names.sort(null);
        return names;
    }

    /** Opens a file outside of such a directory, to be read. */
    public static DiskFile openToRead(Path file) throws IOException {
        return ChannelFile.toRead(file);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        Path file = directory.resolve(name);
        return ChannelFile.of(file, FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public DiskFile create(String name, long sizeBytes) throws IOException {
        Path file = directory.resolve(name);
        DiskFile created;
        try {
            created = ChannelFile.of(
                    file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(file); // it may exist although it could not be opened a second time
            throw NoSpaceException.orSame(e, sizeBytes, usableBytes());
        }
        try {
            for (long filled = 0; filled < sizeBytes; ) {
                int bytes = (int) Math.min(sizeBytes - filled, ZERO_CHUNK_BYTES);
                created.write(filled, ByteBuffer.allocate(bytes));
                filled += bytes;
            }
            return created;
        } catch (IOException e) {
            created.close();
            Files.deleteIfExists(file);
            throw e;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public void forceDirectory() throws IOException {
        Directories.force(directory);
    }

    @Override
    public long usableBytes() throws IOException {
        return store.getUsableSpace();
    }

    @Override
    public long totalBytes() throws IOException {
        long total = store.getTotalSpace();
        return total > 0 ? total : Long.MAX_VALUE;
    }

    @Override
    public void rememberFailure() {
        if (memory != null) {
            memory.set();
        }
    }

    @Override
    public boolean remembersFailure() throws IOException {
        return memory != null && memory.isSet();
    }

    @Override
    public void forgetFailure() throws IOException {
        if (memory != null) {
            memory.clear();
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
