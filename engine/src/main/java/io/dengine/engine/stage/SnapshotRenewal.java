package io.dengine.engine.stage;

import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.IntegrityListener;
import io.dengine.engine.IntegrityReport;
import io.dengine.engine.port.Scrub;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ensures that damaged data on disk is not needed any more: the state in memory includes it, so a snapshot is taken as
 * soon as the state has applied all of it, and again until one is stored. Owned by the verify stage.
 */
final class SnapshotRenewal {
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final TimeSource time;
    private final NodeView view;
    private final IntegrityListener listener;
    private final Runnable waker;
    private Consumer<CompletableFuture<SnapshotMeta>> taker = answer -> {};
    private Consumer<SnapshotTask> store = task -> {};

    private boolean wanted;

    /** The index that a snapshot must include. */
    private long neededIndex;

    private @Nullable CompletableFuture<SnapshotMeta> underWay;
    private long nextNanos;

    SnapshotRenewal(TimeSource time, NodeView view, IntegrityListener listener, Runnable waker) {
        this.time = time;
        this.view = view;
        this.listener = listener;
        this.waker = waker;
        this.nextNanos = time.nanoTime();
    }

    void connect(Consumer<CompletableFuture<SnapshotMeta>> newTaker, Consumer<SnapshotTask> newStore) {
        taker = newTaker;
        store = newStore;
    }

    void logDamaged(Scrub.Damage damage) {
        listener.reported(new IntegrityReport.Damaged(IntegrityReport.Kind.SEGMENT, damage.name(), damage.what()));
        store.accept(new SnapshotTask.LogDamaged(damage.lastIndex()));
        want(damage.lastIndex());
    }

    void snapshotDamaged(SnapshotStore.Stored damaged) {
        store.accept(new SnapshotTask.SnapshotDamaged(damaged));
        want(0);
    }

    /**
     * Requests a snapshot. One in progress may have been frozen too early, or be the damaged one itself: it does not
     * count.
     */
    private void want(long index) {
        wanted = true;
        underWay = null;
        neededIndex = Math.max(neededIndex, index);
    }

    boolean step() {
        CompletableFuture<SnapshotMeta> pending = underWay;
        long nowNanos = time.nanoTime();
        if (!wanted || nowNanos < nextNanos || pending != null && !pending.isDone()) {
            return false;
        }
        if (pending == null) {
            request(nowNanos);
            return true;
        }
        underWay = null;
        if (pending.isCompletedExceptionally()) {
            nextNanos = nowNanos + RETRY_NANOS;
        } else {
            wanted = false;
            listener.reported(new IntegrityReport.Replaced(pending.join().index()));
        }
        return true;
    }

    private void request(long nowNanos) {
        if (view.appliedIndex() < neededIndex) {
            nextNanos = nowNanos + RETRY_NANOS;
            return;
        }
        CompletableFuture<SnapshotMeta> answer = new CompletableFuture<>();
        CompletableFuture<?> unused = answer.whenComplete((meta, why) -> waker.run());
        underWay = answer;
        taker.accept(answer);
    }

    long nextDeadlineNanos() {
        CompletableFuture<SnapshotMeta> pending = underWay;
        return wanted && (pending == null || pending.isDone()) ? nextNanos : Stage.NO_DEADLINE;
    }
}
