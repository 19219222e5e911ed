package io.dengine.engine.stage;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.SnapshotMeta;
import io.dengine.engine.SnapshotListener;
import io.dengine.engine.SnapshotReport;
import io.dengine.engine.port.SnapshotStore;
import io.dengine.engine.port.StateView;
import io.dengine.engine.port.TimeSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a frozen state to the disk, a part at a time, with rests in between, so that processor and disk stay free for
 * pending requests. Owned by the snapshot stage.
 */
final class SnapshotTaking {
    /** The duration of the rest, as a multiple of that of the work. */
    private static final int REST_FACTOR = 2;

    private final SnapshotStore store;
    private final TimeSource time;
    private final SnapshotListener listener;

    private @Nullable StateView view;
    private SnapshotStore.@Nullable Writing writing;
    private SnapshotMeta meta;
    private long startNanos;
    private long resumeNanos;

    SnapshotTaking(SnapshotStore store, TimeSource time, SnapshotListener listener, SnapshotMeta none) {
        this.store = store;
        this.time = time;
        this.listener = listener;
        this.meta = none;
    }

    boolean isUnderWay() {
        return view != null;
    }

    /** Returns the time at which the next part is due. */
    long resumeNanos() {
        return view == null ? Stage.NO_DEADLINE : resumeNanos;
    }

    void begin(SnapshotMeta newMeta, StateView newView) {
        if (view != null) {
            newView.close();
            throw new IllegalStateException("a snapshot is being taken already");
        }
        meta = newMeta;
        view = newView;
        startNanos = time.nanoTime();
        resumeNanos = startNanos;
    }

    /** Writes the next part. Returns the snapshot once it is stored. */
    SnapshotStore.@Nullable Stored step() throws IOException {
        StateView from = view;
        if (from == null) {
            throw new IllegalStateException("no snapshot is being taken");
        }
        long partNanos = time.nanoTime();
        SnapshotStore.Writing to = writing;
        if (to == null) {
            to = store.write(meta);
            writing = to;
        }
        Bytes part = from.next();
        if (part != null) {
            to.add(part);
            long nowNanos = time.nanoTime();
            resumeNanos = nowNanos + REST_FACTOR * (nowNanos - partNanos);
            return null;
        }
        SnapshotStore.Stored stored = to.finish();
        end();
        listener.reported(new SnapshotReport.Taken(meta, stored.sizeBytes(), time.nanoTime() - startNanos));
        return stored;
    }

    /** Discards the snapshot in progress, if any. */
    void end() {
        SnapshotStore.Writing open = writing;
        StateView frozen = view;
        writing = null;
        view = null;
        if (open != null) {
            open.close();
        }
        if (frozen != null) {
            frozen.close();
        }
    }
}
