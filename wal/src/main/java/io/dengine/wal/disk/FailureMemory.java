package io.dengine.wal.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file in shared memory, which lives as long as what the system has cached of a disk: it survives the process, works
 * while the disk does not, and is gone with the cache.
 */
final class FailureMemory {
    /** The directory on Linux; on other systems nothing is remembered. */
    static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private static final int NAME_BYTES = 16;

    private final Path file;
    private final Path directory;

    /** Creates the memory of {@code directory}, in {@code memory}. */
    FailureMemory(Path memory, Path directory) throws IOException {
        this.directory = directory;
        byte[] path = directory.toRealPath().toString().getBytes(StandardCharsets.UTF_8);
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(path);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        this.file = memory.resolve("d-engine-failed-" + HexFormat.of().formatHex(digest, 0, NAME_BYTES));
    }

    /** Records the failure. The last resort of a process that stops: if it fails, nothing else is left to try. */
    void set() {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.createFile(file);
            }
        } catch (IOException | SecurityException e) {
            // The state of the log records it as well, if it can still be written.
        }
    }

    /**
     * Returns whether a failure is recorded. Only a file of the owner of the data counts: others may write here too.
     */
    boolean isSet() throws IOException {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(directory));
    }

    void clear() throws IOException {
        if (isSet()) {
            Files.deleteIfExists(file);
        }
    }
}
