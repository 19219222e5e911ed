package io.dengine.wal;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Measures how long it takes to write a log and to recover it. Not a test.
 *
 * <p>With {@code -Ddengine.wal.dropCaches=true}, as root, the first opening finds nothing in the page cache. Arguments:
 * an empty directory, megabytes (1024), bytes of a payload (256), entries of a batch (64), batches between syncs (16).
 */
public final class RecoverySpeed {
    private RecoverySpeed() {}

    private static WalConfig config(String bootId) {
        Configuration voters = new Configuration(0, List.of(new Member(1, "localhost:1", 0, Member.Role.VOTER)));
        SnapshotMeta beginning = SnapshotMeta.bootstrap(voters);
        return new WalConfig(1, 2, 1, 3, bootId, beginning, WalConfig.DEFAULT_SEGMENT_BYTES, 16 << 20, 7);
    }

    private static long argument(String[] args, int at, long otherwise) {
        return args.length > at ? Long.parseLong(args[at]) : otherwise;
    }

    private static void print(String what, long bytes, long startNanos) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        System.out.printf(Locale.ROOT, "%-28s %6.2f s %8.0f MB/s%n", what, seconds, bytes / seconds / (1 << 20));
    }

    /** Runs the measurement. */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        long totalBytes = argument(args, 1, 1024) << 20;
        int payloadBytes = (int) argument(args, 2, 256);
        int batchEntries = (int) argument(args, 3, 64);
        long batchesBetweenSyncs = argument(args, 4, 16);
        byte[] payload = new byte[payloadBytes];
        new SplittableRandom(1).nextBytes(payload);

        long index = 1;
        long startNanos = System.nanoTime();
        long slowestNanos = 0;
        long slowestPrepareNanos = 0;
        long slowestSyncNanos = 0;
        SegmentedLog log = new SegmentedLog(FileDisk.open(directory), config("boot"));
        log.recover();
        for (long bytes = 0, batches = 1; bytes < totalBytes; batches++) {
            List<Entry> batch = new ArrayList<>(batchEntries);
            for (int i = 0; i < batchEntries; i++) {
                batch.add(new Entry(index++, 1, 1, Entry.Kind.COMMAND, Bytes.wrap(payload)));
                bytes += Frame.sizeOf(payloadBytes);
            }
            long beforeNanos = System.nanoTime();
            log.append(batch);
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - beforeNanos);
            if (batches % batchesBetweenSyncs == 0) {
                beforeNanos = System.nanoTime();
                log.sync();
                slowestSyncNanos = Math.max(slowestSyncNanos, System.nanoTime() - beforeNanos);
            }
            beforeNanos = System.nanoTime();
            log.prepare();
            slowestPrepareNanos = Math.max(slowestPrepareNanos, System.nanoTime() - beforeNanos);
        }
        log.sync();
        print("written", totalBytes, startNanos);
        System.out.printf(
                Locale.ROOT,
                "slowest append %.1f ms, sync %.1f ms, preparing a slice %.1f ms%n",
                slowestNanos / 1e6,
                slowestSyncNanos / 1e6,
                slowestPrepareNanos / 1e6);
        log.close();

        if (Boolean.getBoolean("dengine.wal.dropCaches")) {
            Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "3"); // only root may
            System.out.println("the system has forgotten what it knew of the disk");
        }
        for (int run = 1; run <= 3; run++) {
            open(directory, totalBytes);
        }
    }

    private static void open(Path directory, long totalBytes) throws IOException {
        long startNanos = System.nanoTime();
        try (SegmentedLog log = new SegmentedLog(FileDisk.open(directory), config("boot"))) {
            RecoveredLog recovered = log.recover();
            print("recovered " + recovered.lastIndex() + " entries", totalBytes, startNanos);
        }
    }
}
