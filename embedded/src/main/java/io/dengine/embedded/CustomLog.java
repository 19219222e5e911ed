package io.dengine.embedded;

import io.dengine.core.log.Completeness;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.port.LogStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log store of the user's own. What a member has to remember about its log is kept beside it, so that a store need
 * not know of it.
 */
final class CustomLog implements NodeLog {
    private static final Logger LOG = LoggerFactory.getLogger(CustomLog.class);

    private final LogStore store;
    private final Path directory;
    private final Configuration bootstrap;
    private final int nodeId;
    private final String bootId;
    private LogMemory memory = LogMemory.NONE; // guarded by this object's monitor once it is recovered

    /** @param directory of the member, where the memory is kept */
    CustomLog(LogStore store, Path directory, Configuration bootstrap, int nodeId, String bootId) {
        this.store = store;
        this.directory = directory;
        this.bootstrap = bootstrap;
        this.nodeId = nodeId;
        this.bootId = bootId;
    }

    @Override
    public LogStore store() {
        return store;
    }

    @Override
    public synchronized RecoveredLog recover() throws IOException {
        LogMemory known = LogMemory.read(directory);
        RecoveredLog recovered = store.recover();
        remember(known == null ? firstMemory(recovered) : known.opened(bootId));
        return recovered;
    }

    private LogMemory firstMemory(RecoveredLog recovered) {
        long storageId = new SecureRandom().nextLong(1, Long.MAX_VALUE);
        boolean unused = recovered.lastIndex() == 0 && recovered.hardState().equals(HardState.INITIAL);
        Completeness completeness = Completeness.ofNew(bootstrap, nodeId);
        if (!unused && completeness == Completeness.BLANK) {
            completeness = Completeness.INCOMPLETE; // it holds something, and nobody remembers how much it should
        }
        return new LogMemory(storageId, completeness, false, bootId, false);
    }

    private void remember(LogMemory next) throws IOException {
        if (!next.equals(memory)) {
            next.write(directory);
            memory = next;
        }
    }

    @Override
    public synchronized long storageId() {
        return memory.storageId();
    }

    @Override
    public synchronized Completeness completeness() {
        return memory.completeness();
    }

    @Override
    public synchronized boolean mayHaveLost() {
        return memory.mayHaveLost();
    }

    @Override
    public synchronized void markRecovered() throws IOException {
        remember(memory.with(Completeness.COMPLETE, false));
    }

    @Override
    public synchronized void markIncomplete() throws IOException {
        remember(memory.with(Completeness.INCOMPLETE, memory.mayHaveLost()));
    }

    /** A sync that failed may have thrown away what it should have synced. */
    @Override
    public synchronized void nodeFailed() {
        rememberAtLast(memory.with(memory.completeness(), true));
    }

    @Override
    public synchronized void nodeClosed() {
        rememberAtLast(memory.closed());
    }

    private void rememberAtLast(LogMemory next) {
        try {
            remember(next);
        } catch (IOException e) {
            LOG.warn("What became of the log could not be stored in {}: {}", directory, e.getMessage());
        }
    }
}
