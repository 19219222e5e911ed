package io.dengine.node.start;

import io.dengine.core.Effect;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.engine.port.LogStore;
import io.dengine.wal.SegmentedLog;
import java.io.IOException;

/** The engine's own log, which remembers everything itself. */
record OwnLog(SegmentedLog log) implements NodeLog {
    @Override
    public LogStore store() {
        return log;
    }

    @Override
    public RecoveredLog recover() throws IOException {
        return log.recover();
    }

    @Override
    public long storageId() {
        return log.storageId();
    }

    @Override
    public boolean mayLackAcknowledged() {
        return log.mayLackAcknowledged();
    }

    @Override
    public void settle(HardState hardState, Effect.Level level) throws IOException {
        log.settle(hardState, level);
    }

    @Override
    public void nodeFailed() {}

    @Override
    public void nodeClosed() {}
}
