package io.dengine.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine whose power can be cut: its data is on a separate file system that can lose all data not synced, and each
 * start has a new boot id. Requires Linux, ext4 and the rights to mount.
 */
final class PoweredMachine implements Machine {
    private static final long DISK_BYTES = 2L << 30;
    private static final int ATTEMPTS = 50;
    private static final long PAUSE_MILLIS = 100;

    /** Shuts file systems down and drops their journals, as a power loss does. */
    private static final String SHUTDOWN = """
            import fcntl, os, struct, sys
            for disk in [os.open(path, os.O_RDONLY) for path in sys.argv[1:]]:
                fcntl.ioctl(disk, 0x8004587D, struct.pack("I", 2))
            """;

    /**
     * Starts a node with its own boot id, although all machines share the running kernel. Unmounts the disks of the
     * other machines in the node's mount namespace: a process that has a disk mounted prevents its shutdown.
     */
    private static final String BOOT = """
            mount --bind "$1" /proc/sys/kernel/random/boot_id || exit 1
            for disk in "$2"/../../*/disk; do
                [ "$disk" -ef "$2" ] || umount "$disk" 2>/dev/null
            done
            exec "$3"
            """;

    private final Path image;
    private final Path mountPoint;
    private final Path bootId;
    private int boots;

    PoweredMachine(Path directory) throws IOException {
        Files.createDirectories(directory);
        image = directory.resolve("disk.img");
        mountPoint = Files.createDirectories(directory.resolve("disk"));
        bootId = directory.resolve("boot_id");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(DISK_BYTES);
        }
        run("mkfs.ext4", "-q", image.toString());
        powerUp();
    }

    @Override
    public Path dataDirectory() {
        return mountPoint.resolve("db");
    }

    @Override
    public List<String> command(Path program) {
        return List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                BOOT,
                "machine",
                bootId.toString(),
                mountPoint.toString(),
                program.toString());
    }

    /**
     * Cuts the power: from now on no write reaches the disks of these machines, and all data that was not synced is
     * lost.
     */
    static void cutPower(List<PoweredMachine> machines) {
        List<String> command = new ArrayList<>(List.of("python3", "-c", SHUTDOWN));
        machines.forEach(machine -> command.add(machine.mountPoint.toString()));
        try {
            run(command.toArray(String[]::new));
        } catch (IOException e) {
            throw new ChaosException("the power could not be cut: " + e.getMessage());
        }
    }

    /** Restores the power. The process of this machine must have ended, and no other machine may be starting. */
    void restorePower() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            run("umount", mountPoint.toString());
            powerUp();
            if (isUp()) {
                return;
            }
            ChaosCluster.rest(PAUSE_MILLIS); // remains of the ended process still use the old file system
        }
        throw new ChaosException("the file system at " + mountPoint + " could not be mounted again");
    }

    private boolean isUp() {
        try {
            Files.writeString(mountPoint.resolve("up"), "yes");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void powerUp() throws IOException {
        run("mount", "-o", "loop", image.toString(), mountPoint.toString());
        boots++;
        Files.writeString(bootId, "boot-" + boots + "\n");
    }

    @Override
    public void close() throws IOException {
        run("umount", mountPoint.toString());
        Files.delete(image);
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .start();
        try {
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(command[0] + " failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChaosException("interrupted");
        }
    }
}
