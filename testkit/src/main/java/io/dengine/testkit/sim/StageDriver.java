package io.dengine.testkit.sim;

import io.dengine.engine.stage.Stage;

/** Runs one stage when it was woken, a little later, or when its deadline has come. */
final class StageDriver {
    private static final long NEVER = Long.MAX_VALUE;

    private final SimHost host;
    private final Scheduler scheduler;
    private final Stage stage;
    private final boolean writesToDisk;
    private long nextNanos = NEVER;
    private long generation;
    private boolean stopped;

    StageDriver(SimHost host, Scheduler scheduler, Stage stage) {
        this.host = host;
        this.scheduler = scheduler;
        this.stage = stage;
        this.writesToDisk = stage.name().equals("log") || stage.name().equals("sync");
        stage.onArrival(this::wake);
    }

    void wake() {
        if (nextNanos > scheduler.nowNanos()) {
            runAt(scheduler.nowNanos() + host.stepNanos(writesToDisk));
        }
    }

    void stop() {
        stopped = true;
        generation++;
    }

    /** Whatever kept the stage from its work is over: it looks again at once. */
    void hurry() {
        nextNanos = NEVER;
        wake();
    }

    private void runAt(long atNanos) {
        if (atNanos >= nextNanos || stopped) {
            return;
        }
        nextNanos = atNanos;
        long expected = ++generation;
        scheduler.at(atNanos, () -> {
            if (generation == expected) {
                run();
            }
        });
    }

    private void run() {
        nextNanos = NEVER;
        long pausedUntilNanos = host.pausedUntilNanos();
        if (pausedUntilNanos > scheduler.nowNanos()) {
            runAt(pausedUntilNanos);
            return;
        }
        boolean worked = stage.runOnce();
        if (stopped) {
            return;
        }
        if (worked) {
            runAt(scheduler.nowNanos() + host.stepNanos(false));
        }
        long deadlineNanos = stage.nextDeadlineNanos();
        if (deadlineNanos != Stage.NO_DEADLINE) {
            runAt(Math.max(scheduler.nowNanos() + 1, host.clock().trueNanos(deadlineNanos)));
        }
    }
}
