package io.dengine.embedded;

import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.port.LogStore;
import java.io.IOException;
import java.nio.file.Path;

/** Opens a log store of the user's own. */
@FunctionalInterface
public interface LogStoreOpener {
    /**
     * Called once for each start of an engine, which then calls {@link LogStore#recover}, and closes the store at its
     * end.
     *
     * @param directory where the log may live; nobody else uses it, and it need not exist yet
     * @param beginning where a log begins that was never used: what {@link LogStore#recover} answers then is
     *     {@code RecoveredLog.empty(beginning)}
     * @throws IOException if it cannot be opened; the engine does not start then
     */
    LogStore open(Path directory, SnapshotMeta beginning) throws IOException;
}
