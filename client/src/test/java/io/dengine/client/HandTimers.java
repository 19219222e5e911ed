package io.dengine.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A clock that a test moves, and alarms that ring in the test's thread. The test can do something at the moment in
 * which a request sets its alarm: in place of another thread that runs then.
 */
final class HandTimers implements Surroundings, Timers {
    private final AlarmHeap alarms = new AlarmHeap();
    private long nowNanos;
    private int setsLeft;
    private Runnable meanwhile = () -> {};

    /** Runs {@code body} before the alarm is set that is the {@code count}-th from now on. */
    void atSet(int count, Runnable body) {
        setsLeft = count;
        meanwhile = body;
    }

    /** Lets time pass, and rings what is due then. */
    void pass(long nanos) {
        nowNanos += nanos;
        while (true) {
            Alarm first = alarms.first();
            if (first == null || first.dueNanos - nowNanos > 0) {
                return;
            }
            alarms.remove(first);
            first.ring();
        }
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public boolean set(Alarm alarm, long dueNanos) {
        if (--setsLeft == 0) {
            meanwhile.run();
        }
        alarms.set(alarm, dueNanos);
        return true;
    }

    @Override
    public void cancel(Alarm alarm) {
        alarms.remove(alarm);
    }

    @Override
    public List<Alarm> end() {
        return new ArrayList<>(alarms.clear());
    }

    @Override
    public Timers timers() {
        return this;
    }

    @Override
    public Executor executor() {
        return Runnable::run;
    }

    @Override
    public double chance() {
        return 0.5;
    }

    @Override
    public void awaitBriefly(CompletableFuture<?> answer) {
        // No answer comes while the test's only thread is here.
    }

    @Override
    public void endThreads() {
        // It has none.
    }
}
