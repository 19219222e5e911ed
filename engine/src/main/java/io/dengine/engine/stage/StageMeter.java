package io.dengine.engine.stage;

import io.dengine.engine.SlowStep;
import io.dengine.engine.StageLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures the steps of one stage. Written by the thread that holds the stage and read by any thread: the stores are
 * opaque, so that a step costs two readings of the clock and nothing that other threads contend for.
 */
final class StageMeter {
    /** The duration from which a step is remembered as slow: everything that came meanwhile has waited for it. */
    static final long SLOW_NANOS = 20_000_000L;

    private static final int MAX_SLOW = 8;
    private static final long RESTING = Long.MIN_VALUE;

    private final AtomicLong beganNanos = new AtomicLong(RESTING);
    private final AtomicLong busyNanos = new AtomicLong();
    private final AtomicLong carriedNanos = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicInteger deepest = new AtomicInteger();
    private volatile List<SlowStep> slow = List.of();

    /** Written and read by the thread that holds the stage. */
    private int waitingAtBegin;

    void begin(long nowNanos, int waiting) {
        waitingAtBegin = waiting;
        if (waiting > deepest.getPlain()) {
            deepest.setOpaque(waiting);
        }
        beganNanos.setOpaque(nowNanos);
    }

    /**
     * Records the end of a step.
     *
     * @param worked whether it found something to do
     * @param carried whether the thread that brought the work made it
     */
    void end(long nowNanos, boolean worked, boolean carried) {
        long tookNanos = nowNanos - beganNanos.getPlain();
        busyNanos.setOpaque(busyNanos.getPlain() + tookNanos);
        beganNanos.setOpaque(RESTING);
        if (carried) {
            carriedNanos.setOpaque(carriedNanos.getPlain() + tookNanos);
        }
        if (worked) {
            steps.setOpaque(steps.getPlain() + 1);
        }
        if (tookNanos > longestNanos.getPlain()) {
            longestNanos.setOpaque(tookNanos);
        }
    }

    static boolean isSlow(long tookNanos) {
        return tookNanos >= SLOW_NANOS;
    }

    /** Records that the step that has just ended took long. */
    void slow(long tookNanos, long wallMillis) {
        List<SlowStep> kept = new ArrayList<>(slow);
        if (kept.size() == MAX_SLOW) {
            kept.remove(0);
        }
        kept.add(new SlowStep(wallMillis, tookNanos, waitingAtBegin));
        slow = List.copyOf(kept);
    }

    /** Returns the load and resets the maximum values. Any thread. */
    StageLoad load(String stage, long threadId, int waiting, long nowNanos) {
        // A step that has not ended counts up to now; one that ends meanwhile counts once.
        long busy = busyNanos.getOpaque();
        long began = beganNanos.getOpaque();
        if (began != RESTING && busyNanos.getOpaque() == busy) {
            busy += Math.max(0, nowNanos - began);
        }
        return new StageLoad(
                stage,
                threadId,
                busy,
                carriedNanos.getOpaque(),
                steps.getOpaque(),
                longestNanos.getAndSet(0),
                waiting,
                Math.max(waiting, deepest.getAndSet(0)),
                slow);
    }
}
