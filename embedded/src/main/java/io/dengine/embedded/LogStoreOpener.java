package io.dengine.embedded;

import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.LogStore;
import java.io.IOException;
import java.nio.file.Path;

/** Opens a custom log store. */
@FunctionalInterface
public interface LogStoreOpener {
    /**
     * Opens the log store. Called once for each start of an engine, which then calls {@link LogStore#recover}, and
     * closes the store when it stops.
     *
     * @param directory a directory for the log that the engine itself does not use; it need not exist yet
     * @param beginning the beginning of a log that was never used; {@link LogStore#recover} then returns {@code
     *     RecoveredLog.empty(beginning)}
     * @throws IOException if the store cannot be opened; the engine does not start then
     */
    LogStore open(Path directory, SnapshotMeta beginning) throws IOException;
}
