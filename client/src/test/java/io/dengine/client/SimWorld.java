package io.dengine.client;

import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Invented time: whatever happens in a simulation happens in one thread, in an order that the seed decides. */
final class SimWorld implements Surroundings, Timers, Executor {
    static final long MICRO = 1_000;
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;

    /** Close to where the numbers begin anew, as the clock of a machine may be. */
    private static final long ORIGIN_NANOS = Long.MAX_VALUE - 3 * SECOND;

    /** How long a task may wait for a thread. */
    static final long LONGEST_HAND_OVER_NANOS = 20 * MICRO;

    private final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final AlarmHeap alarms = new AlarmHeap();
    private long nowNanos;
    private long sequence;
    private boolean ended;

    private record Event(long atNanos, long sequence, Runnable body) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atNanos != other.atNanos
                    ? Long.compare(atNanos, other.atNanos)
                    : Long.compare(sequence, other.sequence);
        }
    }

    SimWorld(long seed) {
        this.random = new SplittableRandom(seed);
    }

    SplittableRandom random() {
        return random;
    }

    /** Since the simulation began. */
    long now() {
        return nowNanos;
    }

    void after(long delayNanos, Runnable body) {
        events.add(new Event(nowNanos + delayNanos, sequence++, body));
    }

    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /** A time from {@code least} up to, not including, {@code end}. */
    long between(long least, long end) {
        return random.nextLong(least, end);
    }

    /** Lets happen what happens within a time. */
    void run(long nanos) {
        long until = nowNanos + nanos;
        while (true) {
            Event event = events.peek();
            Alarm alarm = alarms.first();
            long eventAt = event == null ? Long.MAX_VALUE : event.atNanos();
            long alarmAt = alarm == null ? Long.MAX_VALUE : alarm.dueNanos - ORIGIN_NANOS;
            if (Math.min(eventAt, alarmAt) > until) {
                nowNanos = Math.max(nowNanos, until);
                return;
            }
            if (alarm != null && alarmAt <= eventAt) {
                nowNanos = Math.max(nowNanos, alarmAt);
                alarms.remove(alarm);
                alarm.ring();
            } else if (event != null) {
                events.remove();
                nowNanos = Math.max(nowNanos, eventAt);
                event.body().run();
            }
        }
    }

    /** How much is set for later. */
    int openAlarms() {
        return alarms.size();
    }

    // ---- what a client has around it

    @Override
    public Timers timers() {
        return this;
    }

    @Override
    public Executor executor() {
        return this;
    }

    @Override
    public double chance() {
        return random.nextDouble();
    }

    @Override
    public void awaitBriefly(CompletableFuture<?> answer) {
        run(10 * MILLI);
    }

    @Override
    public void endThreads() {
        // It has none.
    }

    @Override
    public void execute(Runnable task) {
        after(random.nextLong(LONGEST_HAND_OVER_NANOS), task);
    }

    @Override
    public long nanoTime() {
        return ORIGIN_NANOS + nowNanos;
    }

    @Override
    public boolean set(Alarm alarm, long dueNanos) {
        if (!ended) {
            alarms.set(alarm, dueNanos);
        }
        return !ended;
    }

    @Override
    public void cancel(Alarm alarm) {
        alarms.remove(alarm);
    }

    @Override
    public List<Alarm> end() {
        ended = true;
        return alarms.clear();
    }
}
