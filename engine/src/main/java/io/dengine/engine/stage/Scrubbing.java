package io.dengine.engine.stage;

import io.dengine.engine.IntegrityListener;
import io.dengine.engine.IntegrityReport;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.NodePorts;
import io.dengine.engine.port.Scrub;
import io.dengine.engine.port.SnapshotStore;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Reads the closed part of the log, then the snapshots, again and again, no faster than the policy allows. Owned by the
 * verify stage.
 */
final class Scrubbing {
    private static final int SLICE_BYTES = 64 << 10;
    private static final long SECOND = 1_000_000_000L;

    /** The first pass begins early: otherwise nodes that are often started would never begin one. */
    private static final int FIRST_PASS_DIVISOR = 10;

    private final NodePorts ports;
    private final NodeConfig.ScrubPolicy policy;
    private final IntegrityListener listener;
    private final SnapshotRenewal renewal;
    private final ArrayDeque<SnapshotStore.Stored> snapshots = new ArrayDeque<>();
    private @Nullable Scrub log;
    private SnapshotStore.@Nullable Reading reading;
    private SnapshotStore.@Nullable Stored snapshot;
    private boolean underWay;
    private long startNanos;
    private long passBytes;
    private long nextNanos;

    Scrubbing(NodePorts ports, NodeConfig.ScrubPolicy policy, IntegrityListener listener, SnapshotRenewal renewal) {
        this.ports = ports;
        this.policy = policy;
        this.listener = listener;
        this.renewal = renewal;
        this.nextNanos = ports.time().nanoTime() + policy.intervalNanos() / FIRST_PASS_DIVISOR;
    }

    long nextDeadlineNanos() {
        return policy.isOff() ? Stage.NO_DEADLINE : nextNanos;
    }

    /** Reads the next slice, if it is due. */
    boolean step() {
        long nowNanos = ports.time().nanoTime();
        if (policy.isOff() || nowNanos < nextNanos) {
            return false;
        }
        if (!underWay) {
            begin(nowNanos);
        }
        long bytes = log != null ? readLog(log) : readSnapshots();
        if (bytes < 0) {
            underWay = false;
            nextNanos = Math.max(nowNanos, startNanos + policy.intervalNanos());
            listener.reported(new IntegrityReport.PassEnded(passBytes, nowNanos - startNanos));
        } else {
            passBytes += bytes;
            nextNanos = nowNanos + bytes * SECOND / policy.bytesPerSecond();
        }
        return true;
    }

    private void begin(long nowNanos) {
        underWay = true;
        startNanos = nowNanos;
        passBytes = 0;
        log = ports.log().scrub();
    }

    private long readLog(Scrub from) {
        Scrub.Slice slice = from.next(SLICE_BYTES);
        if (slice == null) {
            log = null;
            snapshots.addAll(ports.snapshots().stored());
            return 0;
        }
        listener.reported(new IntegrityReport.Read(IntegrityReport.Kind.SEGMENT, slice.bytes()));
        Scrub.Damage damage = slice.damage();
        if (damage != null) {
            renewal.logDamaged(damage);
        }
        return slice.bytes();
    }

    /** Returns the number of bytes read, or -1 at the end. */
    private long readSnapshots() {
        SnapshotStore.Stored present = snapshot == null ? snapshots.pollFirst() : snapshot;
        if (present == null) {
            return -1;
        }
        snapshot = present;
        try {
            return readPart(present);
        } catch (IOException e) {
            close();
            if (ports.snapshots().stored().contains(present)) {
                String name = "of entry " + present.meta().index();
                listener.reported(new IntegrityReport.Damaged(
                        IntegrityReport.Kind.SNAPSHOT, name, String.valueOf(e.getMessage())));
                renewal.snapshotDamaged(present);
            }
            return 0;
        }
    }

    private long readPart(SnapshotStore.Stored from) throws IOException {
        SnapshotStore.Reading open = reading;
        if (open == null) {
            open = ports.snapshots().verify(from);
            reading = open;
        }
        var part = open.next();
        if (part == null) {
            close();
            return 0;
        }
        listener.reported(new IntegrityReport.Read(IntegrityReport.Kind.SNAPSHOT, part.length()));
        return part.length();
    }

    /** Closes the snapshot that is being read. */
    void close() {
        SnapshotStore.Reading open = reading;
        reading = null;
        snapshot = null;
        if (open != null) {
            open.close();
        }
    }
}
