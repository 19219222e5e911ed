package io.dengine.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A machine with a small disk that can be filled with other data than the node's. Requires Linux and the rights to
 * mount.
 */
final class SmallMachine implements Machine {
    static final long DISK_BYTES = 512L << 20;
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path mountPoint;

    SmallMachine(Path directory) throws IOException {
        mountPoint = Files.createDirectories(directory.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", mountPoint.toString());
    }

    @Override
    public Path dataDirectory() {
        return mountPoint.resolve("db");
    }

    @Override
    public List<String> command(Path program) {
        return List.of(program.toString());
    }

    private Path other() {
        return mountPoint.resolve("something-else");
    }

    /** Fills the disk until only {@code leftBytes} are free. */
    void fill(long leftBytes) {
        try (RandomAccessFile file = new RandomAccessFile(other().toFile(), "rw")) {
            file.seek(file.length());
            byte[] chunk = new byte[CHUNK_BYTES];
            long excess = Files.getFileStore(mountPoint).getUsableSpace() - leftBytes;
            for (long written = 0; written < excess; written += CHUNK_BYTES) {
                file.write(chunk, 0, (int) Math.min(CHUNK_BYTES, excess - written));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the disk could not be filled", e);
        }
    }

    void makeRoom() {
        try {
            Files.deleteIfExists(other());
        } catch (IOException e) {
            throw new UncheckedIOException("the disk could not be freed", e);
        }
    }

    /** Copies the data to {@code directory}, so that it remains when the disk is removed. */
    void copyDataTo(Path directory) throws IOException {
        if (Files.exists(dataDirectory())) {
            run("cp", "-a", dataDirectory().toString(), directory.toString());
        }
    }

    @Override
    public void close() throws IOException {
        run("umount", mountPoint.toString());
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(command[0] + " failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted");
        }
    }
}
