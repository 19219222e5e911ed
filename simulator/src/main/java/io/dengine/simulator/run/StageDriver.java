package io.dengine.simulator.run;

import io.dengine.engine.stage.Stage;
import java.util.ArrayDeque;

/** Runs one stage shortly after a wake-up, or when its deadline has come. */
final class StageDriver {
    private static final long NEVER = Long.MAX_VALUE;

    private final SimHost host;
    private final Scheduler scheduler;
    private final Stage stage;
    private final boolean writesToDisk;
    private final boolean decides;
    private final Runnable alarm = this::ring;

    /**
     * The times of the alarms, earliest last. An alarm that comes too early only sets another one, which keeps the
     * queue small.
     */
    private final ArrayDeque<Long> alarms = new ArrayDeque<>();

    private long nextNanos = NEVER;
    private boolean stopped;

    StageDriver(SimHost host, Scheduler scheduler, Stage stage) {
        this.host = host;
        this.scheduler = scheduler;
        this.stage = stage;
        this.writesToDisk = stage.name().equals("log")
                || stage.name().equals("sync")
                || stage.name().equals("snapshot");
        this.decides = stage.name().equals("core");
        stage.onArrival(this::wake);
    }

    void wake() {
        if (nextNanos > scheduler.nowNanos()) {
            runAt(scheduler.nowNanos() + host.pace().stepNanos(stage.name(), writesToDisk));
        }
    }

    void stop() {
        stopped = true;
    }

    /** Runs the stage at once, because the obstacle to its work is gone. */
    void hurry() {
        nextNanos = NEVER;
        wake();
    }

    private void runAt(long atNanos) {
        if (atNanos < nextNanos && !stopped) {
            nextNanos = atNanos;
            setAlarm();
        }
    }

    private void setAlarm() {
        Long earliest = alarms.peekLast();
        if (earliest == null || nextNanos < earliest) {
            alarms.addLast(nextNanos);
            scheduler.at(nextNanos, alarm);
        }
    }

    private void ring() {
        alarms.removeLast();
        if (stopped) {
            return;
        }
        if (nextNanos <= scheduler.nowNanos()) {
            run();
        } else if (nextNanos != NEVER) {
            setAlarm();
        }
    }

    private void run() {
        nextNanos = NEVER;
        long pausedUntilNanos = host.pace().pausedUntilNanos();
        if (pausedUntilNanos > scheduler.nowNanos()) {
            runAt(pausedUntilNanos);
            return;
        }
        boolean worked = stage.runOnce();
        if (stopped) {
            return;
        }
        if (decides) {
            host.observeLease();
        }
        if (worked) {
            runAt(scheduler.nowNanos() + host.pace().stepNanos(stage.name(), false));
        }
        long deadlineNanos = stage.nextDeadlineNanos();
        if (deadlineNanos != Stage.NO_DEADLINE) {
            runAt(Math.max(scheduler.nowNanos() + 1, host.pace().clock().trueNanos(deadlineNanos)));
        }
    }
}
