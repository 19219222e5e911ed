package io.dengine.bench.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The machine that ran the measurements: facts without names of hosts, users or directories. */
public final class Machine {
    private static final int SYNCS = 200;
    private static final int BLOCK = 4096;

    private Machine() {}

    /**
     * Returns the facts, a line each.
     *
     * @param data a directory on the disk that the nodes write to
     */
    public static List<String> facts(Path data) throws IOException {
        List<String> facts = new ArrayList<>();
        facts.add("Processor: " + field(Path.of("/proc/cpuinfo"), "model name") + ", "
                + Runtime.getRuntime().availableProcessors() + " in use");
        facts.add("Memory: " + field(Path.of("/proc/meminfo"), "MemTotal"));
        facts.add("System: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", load "
                + load() + " before the first measurement");
        Spread sync = syncMicros(data);
        facts.add(String.format(
                Locale.ROOT,
                "Disk: %s; a sync of 4 KiB takes %.0f µs (%.0f..%.0f)",
                Files.getFileStore(data).type(),
                sync.median(),
                sync.min(),
                sync.max()));
        facts.add("Java of this program: " + System.getProperty("java.vm.name") + " " + Runtime.version());
        return facts;
    }

    /** Returns the first value with this name in a file of {@code /proc}. */
    private static String field(Path file, String name) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Measures the time of a synced write on this disk: the lower bound for a write to a synced log. */
    private static Spread syncMicros(Path data) throws IOException {
        Path file = data.resolve("sync-probe");
        double[] micros = new double[SYNCS];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SYNCS; i++) {
                int unused = channel.write(ByteBuffer.allocate(BLOCK), (long) i * BLOCK);
                long begin = System.nanoTime();
                channel.force(false);
                micros[i] = (System.nanoTime() - begin) / 1e3;
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return Spread.of(micros);
    }
}
