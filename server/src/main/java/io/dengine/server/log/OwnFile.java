package io.dengine.server.log;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates files and directories that only the user of this process can access. */
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

    /** Creates a directory and its missing parents. */
    public static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, only("rwx------"));
    }

    /**
     * Creates an empty file, unless it exists.
     *
     * @throws IOException if {@code file} is a link or not a regular file, so that output would end up elsewhere
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
}
