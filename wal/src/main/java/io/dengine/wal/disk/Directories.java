package io.dengine.wal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates directories durably. The name of a directory is a change of its parent: unless that is forced, a power
 * failure may remove the whole directory, although each file in it was forced.
 */
public final class Directories {
    private Directories() {}

    /** Makes the names in a directory durable. */
    interface Force {
        void of(Path directory) throws IOException;
    }

    /**
     * Creates the directory and its missing parents; all of their names are durable when this returns, as far as the
     * directories that hold them can be read. That of a directory that exists already is made durable too: a process
     * that died may have created it a moment ago. A mount point is no name in its parent, which may be on a file system
     * that cannot force a directory.
     *
     * @param attributes of each directory that is created
     * @return the directories that were created, outermost first
     */
    public static List<Path> create(Path directory, FileAttribute<?>... attributes) throws IOException {
        return create(directory, Directories::force, attributes);
    }

    static List<Path> create(Path directory, Force force, FileAttribute<?>... attributes) throws IOException {
        List<Path> missing = new ArrayList<>();
        Path present = directory.toAbsolutePath();
        while (present.getParent() != null && !Files.exists(present)) {
            missing.add(0, present);
            present = present.getParent();
        }
        if (!Files.isDirectory(present)) {
            throw new FileAlreadyExistsException(present.toString(), null, "it is not a directory");
        }
        Path parent = present.getParent();
        if (parent != null && deviceOf(parent).equals(deviceOf(present))) {
            forceReadable(parent, force);
        }
        for (Path next : missing) {
            createOne(next, attributes);
            forceReadable(present, force);
            present = next;
        }
        return missing;
    }

    /** Makes the names in a directory durable, unless it cannot be read: then no process of this user can. */
    public static void forceReadable(Path directory) throws IOException {
        forceReadable(directory, Directories::force);
    }

    private static void forceReadable(Path directory, Force force) throws IOException {
        if (Files.isReadable(directory)) {
            force.of(directory);
        }
    }

    private static Object deviceOf(Path directory) throws IOException {
        try {
            return Files.getAttribute(directory, "unix:dev");
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return ""; // a system without devices: all directories are on the same one
        }
    }

    private static void createOne(Path directory, FileAttribute<?>... attributes) throws IOException {
        try {
            Files.createDirectory(directory, attributes);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    /**
     * Forces the directory on a thread that no other code can interrupt: the result of an interrupted force is lost.
     */
    public static void force(Path directory) throws IOException {
        IOException[] failure = new IOException[1];
        Thread thread = Thread.ofPlatform()
                .name("d-engine-directory")
                .daemon(true)
                .start(() -> {
                    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                        channel.force(true);
                    } catch (IOException e) {
                        failure[0] = e;
                    }
                });
        awaitEnd(thread);
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
