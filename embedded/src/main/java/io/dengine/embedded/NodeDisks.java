package io.dengine.embedded;

import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.FileDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of a member are, within its data directory. */
record NodeDisks(Disk log, Disk snapshots) implements AutoCloseable {
    private static final String LOG = "log";
    private static final String SNAPSHOTS = "snapshots";

    /** The file that makes a directory a log: written last when one is created. */
    private static final String LOG_STATE = "state";

    static NodeDisks open(Path dataDirectory) throws IOException {
        Disk log = openLog(dataDirectory);
        try {
            return new NodeDisks(log, openSnapshots(dataDirectory));
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    static Disk openLog(Path dataDirectory) throws IOException {
        return FileDisk.open(dataDirectory.resolve(LOG));
    }

    static Disk openSnapshots(Path dataDirectory) throws IOException {
        return FileDisk.open(dataDirectory.resolve(SNAPSHOTS));
    }

    /** Whether the engine's own log was ever complete in this directory. */
    static boolean hasOwnLog(Path dataDirectory) {
        return Files.exists(dataDirectory.resolve(LOG).resolve(LOG_STATE));
    }

    @Override
    public void close() throws IOException {
        try (log) {
            snapshots.close();
        }
    }
}
