package io.dengine.node.start;

import io.dengine.wal.disk.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files atomically: after a crash, a file has its old or its new content, whole. */
public final class DurableFile {
    private DurableFile() {}

    /**
     * Writes the content of a file.
     *
     * @param <T> what is known about the content once it is written
     * @param <E> why it may fail, besides the disk
     */
    public interface Content<T, E extends Exception> {
        /** Writes to {@code unfinished}, which is empty. */
        T writeTo(Path unfinished) throws IOException, E;
    }

    /**
     * Writes a file, or replaces it; it is durable when this returns, as far as its directory can be read. The content
     * is written to a file beside it, which only this user can read, and whose name no other process can predict. If
     * this fails, nothing of that is left.
     *
     * @param suffix the end of the name of the unfinished file
     * @return what {@code content} returned
     */
    public static <T, E extends Exception> T publish(Path file, String suffix, Content<T, E> content)
            throws IOException, E {
        Path unfinished = Files.createTempFile(directoryOf(file), file.getFileName() + ".", suffix);
        try {
            T result = content.writeTo(unfinished);
            publish(unfinished, file);
            return result;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Writes the file in a directory of this node, which is created if it is missing; it is durable on return. */
    public static void write(Path file, String text) throws IOException {
        Path directory = directoryOf(file);
        if (!Files.isDirectory(directory)) {
            Directories.create(directory);
        }
        Path unfinished = directory.resolve(file.getFileName() + ".new");
        Files.writeString(unfinished, text);
        publish(unfinished, file);
    }

    private static Path directoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("no file can be written as " + file);
        }
        return directory;
    }

    private static void publish(Path unfinished, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        try {
            Directories.forceReadable(directoryOf(file));
        } catch (IOException e) {
            if (isNew) {
                Files.delete(file); // a name that may not last would be taken for one that does
            }
            throw e;
        }
    }
}
