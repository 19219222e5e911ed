package io.dengine.node.start;

import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directories of a member's files, within its data directory. */
public record NodeDisks(Disk log, Disk snapshots) implements AutoCloseable {
    private static final String LOG = "log";
    private static final String SNAPSHOTS = "snapshots";

    /** The file that makes a directory a log: written last when a log is created. */
    private static final String LOG_STATE = "state";

    /** Opens both directories. */
    public static NodeDisks open(Path dataDirectory) throws IOException {
        Disk log = openLog(dataDirectory);
        try {
            return new NodeDisks(log, openSnapshots(dataDirectory));
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** Opens the directory of the engine's own log. */
    public static Disk openLog(Path dataDirectory) throws IOException {
        return FileDisk.open(dataDirectory.resolve(LOG));
    }

    /** Opens the directory of snapshots. */
    public static Disk openSnapshots(Path dataDirectory) throws IOException {
        return FileDisk.open(dataDirectory.resolve(SNAPSHOTS));
    }

    /** Returns whether the engine's own log was ever complete in this directory. */
    public static boolean hasOwnLog(Path dataDirectory) {
        return Files.exists(dataDirectory.resolve(LOG).resolve(LOG_STATE));
    }

    /** Returns the same of these disks. */
    public boolean hasOwnLog() throws IOException {
        return log.list().contains(LOG_STATE);
    }

    /** Returns whether a log store of the user's own was ever opened for this directory. */
    public static boolean hasCustomLog(Path dataDirectory) {
        return LogMemory.exists(dataDirectory);
    }

    /**
     * Returns whether a node has run here before: then it knows its cluster and its members, and needs no configuration
     * of either. A directory in which a node only began to start counts as empty.
     */
    public static boolean hasData(Path dataDirectory) {
        return hasOwnLog(dataDirectory) || hasCustomLog(dataDirectory);
    }

    @Override
    public void close() throws IOException {
        try (log) {
            snapshots.close();
        }
    }
}
