package io.dengine.simulator.run;

import io.dengine.core.Effect;
import io.dengine.core.log.HardState;
import io.dengine.core.log.RecoveredLog;
import io.dengine.engine.port.LogStore;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.node.start.NodeLog;
import java.io.IOException;

/** A node's log that reports to the referee. */
final class ObservedNodeLog implements NodeLog {
    private final int node;
    private final NodeLog log;
    private final Referee referee;
    private final ObservedLog store;

    ObservedNodeLog(int node, NodeLog log, SnapshotStore snapshots, Referee referee, ObservedLog.Surviving surviving) {
        this.node = node;
        this.log = log;
        this.referee = referee;
        this.store = new ObservedLog(node, log.store(), snapshots, referee, surviving);
    }

    @Override
    public LogStore store() {
        return store;
    }

    @Override
    public RecoveredLog recover() throws IOException {
        return store.observed(log.recover());
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
        referee.scheduler().note("settle", node, hardState.completeness().ordinal());
        referee.check(() -> referee.elections().durable(node, hardState));
    }

    @Override
    public void nodeFailed() {
        log.nodeFailed();
    }

    @Override
    public void nodeClosed() {
        log.nodeClosed();
    }
}
