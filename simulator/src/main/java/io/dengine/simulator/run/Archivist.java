package io.dengine.simulator.run;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.Backup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An operator who takes a backup of a running cluster, from any node, as often as it takes until one is complete. */
final class Archivist {
    private static final long PAUSE_NANOS = 400 * Scheduler.MILLI;
    private static final int PIECE_BYTES = 4_096;

    private final World world;
    private final List<SimHost> hosts;
    private final SplittableRandom random;
    private final Path directory;
    private @Nullable SnapshotMeta taken;
    private boolean isOver;

    Archivist(Machines machines) {
        this.world = machines.world();
        this.hosts = machines.hosts();
        this.random = world.streams().disasters().split();
        try {
            directory = Files.createTempDirectory("sim-backup");
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for a backup", e);
        }
    }

    /** Begins to ask nodes for a backup at some time within {@code nanos}. */
    void beginWithin(long nanos) {
        world.scheduler().after(random.nextLong(nanos), this::ask);
    }

    /** Returns the last entry whose effects the backup contains, or null while there is no backup. */
    @Nullable
    SnapshotMeta taken() {
        return taken;
    }

    Path file() {
        return directory.resolve("backup");
    }

    /** Returns a directory for the files that a restore on a machine writes beside its log. */
    Path directoryOf(int node) throws IOException {
        return Files.createDirectories(directory.resolve("node" + node));
    }

    private void ask() {
        SimHost host = hosts.get(random.nextInt(hosts.size()));
        SimHost.Process process = host.process();
        if (process != null) {
            CompletableFuture<Backup> backup =
                    process.node().backup(task -> world.scheduler().after(1, task));
            CompletableFuture<?> unused = backup.thenAccept(this::copy);
        }
        world.scheduler().after(Streams.around(random, PAUSE_NANOS), () -> {
            if (!isOver && taken == null) {
                ask();
            }
        });
    }

    private void copy(Backup backup) {
        if (isOver || taken != null || backup.snapshot().meta().index() == 0) {
            backup.close();
            return;
        }
        try (backup;
                OutputStream to = Files.newOutputStream(file())) {
            long size = backup.snapshot().sizeBytes();
            for (long offset = 0; offset < size; ) {
                Bytes piece = backup.piece(offset, PIECE_BYTES);
                to.write(piece.toArray());
                offset += piece.length();
            }
            taken = backup.snapshot().meta();
            world.scheduler().note("backup", taken.index(), size);
        } catch (IOException | SimDeath e) {
            world.scheduler().note("no backup", 0, 0); // the node or its disk failed meanwhile
        }
    }

    /** Deletes the backup, and all that was restored beside it. */
    void discard() {
        isOver = true;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the end of a backup", e);
        }
    }
}
