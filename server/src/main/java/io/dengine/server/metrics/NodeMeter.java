package io.dengine.server.metrics;

import io.dengine.core.CoreStatus.RoleName;
import io.dengine.engine.IntegrityReport;
import io.dengine.engine.Node;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodeMetrics;
import io.dengine.engine.NodeStatus;
import io.dengine.engine.PeerProgress;
import io.dengine.engine.Refusal;
import io.dengine.engine.SnapshotReport;
import io.dengine.engine.port.Room;
import io.dengine.kv.store.Incarnations;
import io.dengine.node.LocalNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Counts the events that the stages of a node report. Their threads call its methods, which only add numbers. */
public final class NodeMeter implements NodeMetrics {
    private static final Refusal[] REFUSALS = Refusal.values();

    private final MetricsRegistry registry;
    private final Counter rejections = new Counter();
    private final Counter[] refused;
    private final Counter proposed;
    private final Histogram proposalBatch;
    private final Histogram proposeToCommit;
    private final Histogram proposeToApply;
    private final Histogram read;
    private final Counter appended;
    private final Counter appendedBytes;
    private final Histogram append;
    private final Histogram walFlush;
    private final Counter applyCount = new Counter();
    private final Histogram applyDuration;
    private final Histogram applySize;
    private final Counter[] snapshots;
    private final Histogram snapshotDuration;
    private final Counter[] scrubRead;
    private final Counter[] scrubDamaged;
    private final Counter mismatches;
    private volatile long checkedIndex;
    private volatile long snapshotIndex;
    private volatile long snapshotBytes;

    public NodeMeter(MetricsRegistry registry) {
        this.registry = registry;
        registry.sampled(MetricCatalogue.REJECTIONS, sink -> sink.value(rejections.value(), "all"));
        List<String> reasons = new ArrayList<>();
        for (Refusal refusal : REFUSALS) {
            reasons.add(refusal.name().toLowerCase(Locale.ROOT));
        }
        refused = registry.counters(MetricCatalogue.REFUSED, reasons);
        proposed = registry.counter(MetricCatalogue.PROPOSED);
        proposalBatch = registry.sizes(MetricCatalogue.PROPOSAL_BATCH);
        proposeToCommit = registry.durations(MetricCatalogue.PROPOSE_TO_COMMIT);
        proposeToApply = registry.durations(MetricCatalogue.PROPOSE_TO_APPLY);
        read = registry.durations(MetricCatalogue.READ);
        appended = registry.counter(MetricCatalogue.APPENDED);
        appendedBytes = registry.counter(MetricCatalogue.APPENDED_BYTES);
        append = registry.durations(MetricCatalogue.APPEND);
        walFlush = registry.durations(MetricCatalogue.WAL_FLUSH);
        registry.sampled(MetricCatalogue.APPLY_COUNT, sink -> sink.value(applyCount.value()));
        // A chunk that the state machine fails to apply stops the node, so both numbers are equal.
        registry.sampled(MetricCatalogue.APPLY_SUCCESS, sink -> sink.value(applyCount.value()));
        applyDuration = registry.durations(MetricCatalogue.APPLY_DURATION);
        applySize = registry.sizes(MetricCatalogue.APPLY_SIZE);
        snapshots = registry.counters(MetricCatalogue.SNAPSHOTS, List.of("taken", "sent", "installed", "failed"));
        snapshotDuration = registry.durations(MetricCatalogue.SNAPSHOT_DURATION);
        List<String> kinds = new ArrayList<>();
        for (IntegrityReport.Kind kind : IntegrityReport.Kind.values()) {
            kinds.add(kind.name().toLowerCase(Locale.ROOT));
        }
        scrubRead = registry.counters(MetricCatalogue.SCRUB_READ, kinds);
        scrubDamaged = registry.counters(MetricCatalogue.SCRUB_DAMAGED, kinds);
        mismatches = registry.counter(MetricCatalogue.STATE_MISMATCH);
        registry.sampled(MetricCatalogue.STATE_CHECK, sink -> sink.value(checkedIndex));
        registry.sampled(MetricCatalogue.SNAPSHOT_INDEX, sink -> sink.value(snapshotIndex));
        registry.sampled(MetricCatalogue.SNAPSHOT_BYTES, sink -> sink.value(snapshotBytes));
    }

    /** Adds the metrics that are read from the node itself, on demand. */
    public void observe(LocalNode local, NodeConfig config) {
        Node node = local.node();
        registry.sampled(
                MetricCatalogue.LOSS_EPOCH, sink -> sink.value(local.store().lossEpoch()));
        registry.sampled(
                MetricCatalogue.INCARNATION,
                sink -> sink.value(1, Incarnations.text(local.store().incarnation())));
        number(node, MetricCatalogue.TERM, status -> status.core().term());
        number(node, MetricCatalogue.LEADER, status -> status.core().leaderId());
        number(node, MetricCatalogue.READY, status -> status.core().ready() ? 1 : 0);
        number(node, MetricCatalogue.LEADER_CHANGES, NodeStatus::leaderChanges);
        number(node, MetricCatalogue.COMMIT, NodeStatus::commitIndex);
        number(node, MetricCatalogue.APPLIED, NodeStatus::appliedIndex);
        registry.sampled(MetricCatalogue.RECOVERING, sink -> sink.value(node.isRecovering() ? 1 : 0));
        number(node, MetricCatalogue.UNSYNCED, NodeStatus::unsyncedEntries);
        registry.sampled(MetricCatalogue.ROLE, sink -> {
            RoleName own = node.status().role();
            for (RoleName role : RoleName.values()) {
                sink.value(role == own ? 1 : 0, role.name().toLowerCase(Locale.ROOT));
            }
        });
        peers(node, MetricCatalogue.PEER_MATCH, PeerProgress::matchIndex);
        peers(node, MetricCatalogue.PEER_LAG, PeerProgress::lagEntries);
        peers(node, MetricCatalogue.PEER_UP, peer -> peer.heard() ? 1 : 0);
        room(node);
        double maxRequests = config.limits().maxWaitingRequests();
        registry.sampled(
                MetricCatalogue.UTILIZATION,
                sink -> sink.value(node.nodeStatus().queues().requests() / maxRequests, "all"));
        registry.sampled(
                MetricCatalogue.BATCH_BUFFER,
                sink -> sink.value(node.nodeStatus().queues().door(), "propose"));
        registry.sampled(MetricCatalogue.QUEUES, sink -> {
            NodeStatus.Queues queues = node.nodeStatus().queues();
            sink.value(queues.requests(), "requests");
            sink.value(queues.door(), "core");
            sink.value(queues.peerMessages(), "peer_messages");
            sink.value(queues.logTasks(), "log");
            sink.value(queues.applyTasks(), "apply");
        });
    }

    private void room(Node node) {
        registry.sampled(MetricCatalogue.DISK_FREE, sink -> {
            Room room = node.room();
            if (room.freeBytes() >= 0) {
                sink.value(room.freeBytes());
            }
        });
        registry.sampled(
                MetricCatalogue.DISK_RESERVE, sink -> sink.value(node.room().reserveBytes()));
        registry.sampled(
                MetricCatalogue.DISK_NEARLY_FULL, sink -> sink.value(node.room().isAmple() ? 0 : 1));
    }

    /** Returns the number of writes that were refused for lack of disk space. */
    public long refusedForRoom() {
        return refused[Refusal.NO_SPACE.ordinal()].value();
    }

    /** Returns the latency of writes of this node's clients, from acceptance to application. */
    public Histogram writes() {
        return proposeToApply;
    }

    /** Returns the latency of confirmed reads, from acceptance to the answer. */
    public Histogram reads() {
        return read;
    }

    /** Returns the duration of syncs of the log. */
    public Histogram syncs() {
        return walFlush;
    }

    /** Returns the number of bytes written to the log. */
    public long appendedBytes() {
        return appendedBytes.value();
    }

    /** Returns the number of requests that were refused for any reason. */
    public long refusals() {
        long all = 0;
        for (Counter counter : refused) {
            all += counter.value();
        }
        return all;
    }

    private void number(Node node, MetricSpec spec, ToDoubleFunction<NodeStatus> value) {
        registry.sampled(spec, sink -> sink.value(value.applyAsDouble(node.nodeStatus())));
    }

    private void peers(Node node, MetricSpec spec, ToDoubleFunction<PeerProgress> value) {
        registry.sampled(spec, sink -> {
            for (PeerProgress peer : node.nodeStatus().peers()) {
                sink.value(value.applyAsDouble(peer), Integer.toString(peer.peerId()));
            }
        });
    }

    @Override
    public void proposalsBatched(int commands) {
        proposed.add(commands);
        proposalBatch.record(commands);
    }

    @Override
    public void proposalCommitted(long nanos) {
        proposeToCommit.record(nanos);
    }

    @Override
    public void proposalApplied(long nanos) {
        proposeToApply.record(nanos);
    }

    @Override
    public void readAnswered(long nanos) {
        read.record(nanos);
    }

    @Override
    public void entriesAppended(int entries, long bytes, long nanos) {
        appended.add(entries);
        appendedBytes.add(bytes);
        append.record(nanos);
    }

    @Override
    public void logSynced(long nanos) {
        walFlush.record(nanos);
    }

    @Override
    public void entriesApplied(int entries, long nanos) {
        applyCount.increment();
        applyDuration.record(nanos);
        applySize.record(entries);
    }

    /** Counts an event of a snapshot. */
    public void snapshot(SnapshotReport report) {
        switch (report) {
            case SnapshotReport.Taken taken -> {
                snapshots[0].increment();
                snapshotDuration.record(taken.tookNanos());
                snapshotIndex = taken.meta().index();
                snapshotBytes = taken.sizeBytes();
            }
            case SnapshotReport.SendEnded ended -> snapshots[1].increment();
            case SnapshotReport.Installed installed -> snapshots[2].increment();
            case SnapshotReport.Failed failed -> snapshots[3].increment();
            case SnapshotReport.SendStarted started -> {}
            case SnapshotReport.ReceiveStarted started -> {}
        }
    }

    /** Counts a result of the integrity checks. */
    public void integrity(IntegrityReport report) {
        switch (report) {
            case IntegrityReport.Read read -> scrubRead[read.kind().ordinal()].add(read.bytes());
            case IntegrityReport.Damaged damaged -> scrubDamaged[damaged.kind().ordinal()].increment();
            case IntegrityReport.StatesEqual equal -> checkedIndex = equal.index();
            case IntegrityReport.StatesDiffer differ -> mismatches.increment();
            case IntegrityReport.PassEnded ended -> {}
            case IntegrityReport.Replaced replaced -> {}
        }
    }

    @Override
    public void requestRefused(Refusal refusal) {
        refused[refusal.ordinal()].increment();
        if (refusal == Refusal.OVERLOADED) {
            rejections.increment();
        }
    }
}
