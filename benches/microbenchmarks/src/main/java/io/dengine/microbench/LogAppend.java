package io.dengine.microbench;

import io.dengine.core.log.Entry;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.wal.SegmentedLog;
import io.dengine.wal.WalConfig;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Appends entries to the log on disk: written to the operating system, and with {@code sync} also synced to the disk.
 * The log is in a directory below the working directory, which must be on a disk: otherwise the figures with a sync
 * mean nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LogAppend {
    /** Entries per append. */
    @Param({"1", "64"})
    public int batch;

    /** True if each append is synced. */
    @Param({"false", "true"})
    public boolean sync;

    private @Nullable Path directory;
    private @Nullable SegmentedLog log;
    private long next;

    /** Opens a new log for each iteration, so that the disk does not fill up. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        Path fresh = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "log");
        WalConfig config = new WalConfig(
                1,
                2,
                1,
                3,
                "boot",
                SnapshotMeta.bootstrap(Samples.voters()),
                WalConfig.DEFAULT_SEGMENT_BYTES,
                1 << 20,
                7);
        SegmentedLog opened = new SegmentedLog(FileDisk.open(fresh), config);
        next = opened.recover().lastIndex() + 1;
        directory = fresh;
        log = opened;
    }

    /** Removes the log's files. */
    @TearDown(Level.Iteration)
    public void remove() throws IOException {
        SegmentedLog opened = log;
        if (opened != null) {
            opened.close();
        }
        Path written = directory;
        if (written != null) {
            try (Stream<Path> files = Files.walk(written)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Measures one append, including the creation of its entries. */
    @Benchmark
    public long append() throws IOException {
        SegmentedLog opened = log;
        if (opened == null) {
            throw new IllegalStateException("the log is not open");
        }
        List<Entry> entries = Samples.entries(next, batch);
        opened.append(entries);
        if (sync) {
            opened.sync();
        }
        next += batch;
        return next;
    }

    /** Measures the part of {@link #append} that creates the entries. */
    @Benchmark
    public List<Entry> makeEntries() {
        return Samples.entries(next, batch);
    }
}
