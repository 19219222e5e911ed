package io.dengine.node.start;

import io.dengine.core.Effect;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.engine.port.LogStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log store of the user's own. What a member must remember about its log is kept beside it, so that a store need not
 * know of it.
 */
final class CustomLog implements NodeLog {
    private static final Logger LOG = LoggerFactory.getLogger(CustomLog.class);

    private final LogStore store;
    private final Path directory;
    private final int nodeId;
    private final String bootId;
    private LogMemory memory = LogMemory.NONE; // guarded by this object's monitor once it is recovered

    /**
     * Creates the log of a member.
     *
     * @param directory the directory of the member, where the memory is kept
     */
    CustomLog(LogStore store, Path directory, int nodeId, String bootId) {
        this.store = store;
        this.directory = directory;
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
        if (known == null) {
            // A log with entries and no record of when it was last used may have lost its end since.
            long storageId = new SecureRandom().nextLong(1, Long.MAX_VALUE);
            remember(
                    recovered.lastIndex() > 0
                            ? LogMemory.ofUnknown(nodeId, storageId, bootId)
                            : LogMemory.ofNew(nodeId, storageId, bootId));
        } else {
            known.checkOwner(nodeId);
            remember(known.opened(bootId));
        }
        return recovered;
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
    public synchronized boolean mayLackAcknowledged() {
        return memory.mayLackAcknowledged();
    }

    @Override
    public synchronized void settle(HardState hardState, Effect.Level level) throws IOException {
        store.saveHardState(hardState);
        remember(memory.settled(level));
    }

    /** Records a failure: a sync that failed may have dropped the data that it should have synced. */
    @Override
    public synchronized void nodeFailed() {
        rememberAtLast(memory.failed());
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
