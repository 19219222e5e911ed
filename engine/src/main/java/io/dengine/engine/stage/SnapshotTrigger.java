package io.dengine.engine.stage;

import io.dengine.core.CoreStatus;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.Recovery;
import io.dengine.engine.Refusal;
import io.dengine.engine.RefusedException;
import io.dengine.engine.port.StateMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the metadata of what is applied, decides when a snapshot is due, and freezes the state then. Owned by the apply
 * stage; other threads put into its mailboxes.
 */
final class SnapshotTrigger {
    private final SnapshotInterval interval;
    private final long minIntervalNanos;
    private final StateMachine machine;
    private final SnapshotStage snapshots;
    private final Mailbox<CompletableFuture<SnapshotMeta>> requests = new Mailbox<>(Mailbox.UNBOUNDED);
    private final Mailbox<Ended> ends = new Mailbox<>(Mailbox.UNBOUNDED);

    /** The requests that wait for the snapshot in progress, and those that wait for the one after it. */
    private List<CompletableFuture<SnapshotMeta>> served = new ArrayList<>();

    private final List<CompletableFuture<SnapshotMeta>> waiting = new ArrayList<>();

    /** The last applied entry; null until it is known for certain, with its time. */
    private @Nullable EntryId applied;

    private long timeMillis;
    private Configuration configuration;

    /** True if something was applied since the last snapshot. */
    private boolean hasMore;

    private long lastBegunNanos;
    private boolean underWay;

    private record Ended(@Nullable SnapshotMeta meta, long sizeBytes) {}

    SnapshotTrigger(
            NodeConfig config, StateMachine machine, SnapshotStage snapshots, Recovery recovery, long nowNanos) {
        this.interval = new SnapshotInterval(config.snapshots(), config.core().nodeId());
        this.minIntervalNanos = config.snapshots().minIntervalNanos();
        this.machine = machine;
        this.snapshots = snapshots;
        this.lastBegunNanos = nowNanos - minIntervalNanos;
        this.configuration = recovery.log().base().configuration();
        long appliedIndex = machine.appliedIndex();
        for (Entry entry : recovery.log().configurations()) {
            if (entry.index() <= appliedIndex) {
                configuration = Configuration.decode(entry.index(), entry.payload());
            }
        }
    }

    /** Requests a snapshot. Called by any thread. */
    void request(CompletableFuture<SnapshotMeta> answer) {
        if (!requests.offer(answer)) {
            refuse(answer);
        }
    }

    /** Reports the end of a snapshot. Called by the snapshot stage. */
    void ended(@Nullable SnapshotMeta meta, long sizeBytes) {
        ends.offer(new Ended(meta, sizeBytes));
    }

    void applied(List<Entry> chunk) {
        for (int i = 0; i < chunk.size(); i++) {
            Entry entry = chunk.get(i);
            if (entry.kind() == Entry.Kind.CONFIGURATION) {
                configuration = Configuration.decode(entry.index(), entry.payload());
            }
        }
        interval.applied(chunk);
        hasMore = true;
        Entry last = chunk.get(chunk.size() - 1);
        applied = new EntryId(last.index(), last.term());
        timeMillis = last.timeMillis();
    }

    void installed(SnapshotMeta meta) {
        applied = meta.last();
        timeMillis = meta.timeMillis();
        configuration = meta.configuration();
        interval.restart();
        hasMore = false;
    }

    /** Handles what has arrived, and freezes the state if a snapshot is due. */
    boolean consider(long nowNanos) {
        boolean worked = take();
        EntryId last = applied;
        if (underWay || last == null) {
            return worked;
        }
        boolean due = !waiting.isEmpty() || hasMore && interval.isOver() && isLongAgo(nowNanos);
        if (!due) {
            return worked;
        }
        underWay = true;
        served = new ArrayList<>(waiting);
        waiting.clear();
        lastBegunNanos = nowNanos;
        interval.next();
        hasMore = false;
        snapshots.hand(new SnapshotTask.Take(new SnapshotMeta(last, timeMillis, configuration), machine.freeze()));
        return true;
    }

    private boolean take() {
        boolean any = false;
        for (Ended end = ends.poll(); end != null; end = ends.poll()) {
            any = true;
            underWay = false;
            if (end.meta() != null) {
                interval.stored(end.sizeBytes());
            }
            for (CompletableFuture<SnapshotMeta> answer : served) {
                if (end.meta() == null) {
                    answer.completeExceptionally(new IllegalStateException(
                            "The snapshot could not be stored: see the log of the node for the reason. No data is"
                                    + " affected."));
                } else {
                    answer.complete(end.meta());
                }
            }
            served = new ArrayList<>();
        }
        for (CompletableFuture<SnapshotMeta> one = requests.poll(); one != null; one = requests.poll()) {
            any = true;
            waiting.add(one);
        }
        return any;
    }

    private boolean isLongAgo(long nowNanos) {
        return nowNanos - lastBegunNanos >= minIntervalNanos;
    }

    /** Refuses pending requests, and those that come from now on. */
    void close() {
        take();
        requests.closeInto(waiting::add);
        waiting.addAll(served);
        waiting.forEach(SnapshotTrigger::refuse);
        waiting.clear();
    }

    private static void refuse(CompletableFuture<SnapshotMeta> answer) {
        answer.completeExceptionally(new RefusedException(
                Refusal.STOPPED,
                CoreStatus.NO_LEADER,
                "This node was stopped before the snapshot was stored. No data is affected."));
    }
}
