package io.dengine.embedded;

import io.dengine.core.log.Completeness;
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
    public Completeness completeness() {
        return log.completeness();
    }

    @Override
    public boolean mayHaveLost() {
        return log.mayHaveLost();
    }

    @Override
    public void markRecovered() throws IOException {
        log.markRecovered();
    }

    @Override
    public void markIncomplete() throws IOException {
        log.markIncomplete();
    }

    @Override
    public void nodeFailed() {}

    @Override
    public void nodeClosed() {}
}
