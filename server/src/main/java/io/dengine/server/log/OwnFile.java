package io.dengine.server.log;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and directories that belong to the user of this program and to nobody else. */
public final class OwnFile {
    private OwnFile() {}

    private static FileAttribute<?>[] only(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Creates a directory, and those above it, that are not there yet. */
    public static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, only("rwx------"));
    }

    /**
     * Creates an empty file, unless it is there.
     *
     * @throws IOException if it is a link or no file: what is written would end up elsewhere
     */
    public static void create(Path file) throws IOException {
        try {
            Files.createFile(file, only("rw-------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(file + " is a link or no file, so it is not written to; remove it", e);
            }
        }
    }

    /** Creates an empty file beside {@code file} whose name nobody else knows. */
    public static Path createBeside(Path file, String suffix) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(file + " is in no directory");
        }
        return Files.createTempFile(parent, file.getFileName() + ".", suffix, only("rw-------"));
    }
}
