package io.dengine.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The clock, tasks and random numbers of a {@link ClientDriver}, without threads. */
final class DrivenSurroundings implements Surroundings, Timers {
    private final ClientDriver driver;
    private final AlarmHeap heap = new AlarmHeap();
    private boolean ended;

    /** True if a wakeup is scheduled, for {@link #wakeupNanos}. */
    private boolean wakeupSet;

    private long wakeupNanos;

    DrivenSurroundings(ClientDriver driver) {
        this.driver = driver;
    }

    @Override
    public Timers timers() {
        return this;
    }

    @Override
    public Executor executor() {
        return task -> driver.after(0, task);
    }

    @Override
    public double chance() {
        return driver.chance();
    }

    @Override
    public void awaitBriefly(CompletableFuture<?> answer) {
        // No time passes while the only thread is in this call.
    }

    @Override
    public void endThreads() {
        // It has none.
    }

    @Override
    public long nanoTime() {
        return driver.nanoTime();
    }

    @Override
    public boolean set(Alarm alarm, long dueNanos) {
        if (ended) {
            return false;
        }
        heap.set(alarm, dueNanos);
        setWakeup();
        return true;
    }

    /** Schedules a wakeup for the first alarm, unless an earlier one is scheduled. */
    private void setWakeup() {
        Alarm first = heap.first();
        if (first != null && (!wakeupSet || first.dueNanos - wakeupNanos < 0)) {
            long due = first.dueNanos;
            wakeupSet = true;
            wakeupNanos = due;
            driver.after(Math.max(0, due - nanoTime()), () -> wakeup(due));
        }
    }

    private void wakeup(long forNanos) {
        if (wakeupSet && wakeupNanos == forNanos) {
            wakeupSet = false;
        }
        for (Alarm first = heap.first(); first != null && first.dueNanos - nanoTime() <= 0; first = heap.first()) {
            heap.remove(first);
            first.ring();
        }
        setWakeup();
    }

    @Override
    public void cancel(Alarm alarm) {
        heap.remove(alarm);
    }

    @Override
    public List<Alarm> end() {
        ended = true;
        return heap.clear();
    }
}
