package io.dengine.simulator.run;

import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Virtual time: runs due tasks one after the other, and keeps a hash of all events. */
final class Scheduler {
    static final long MICRO = 1_000;
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;

    private final PriorityQueue<Task> queue = new PriorityQueue<>(1_024);
    private final SplittableRandom ties;
    private final Trace trace = new Trace();
    private long nowNanos;
    private long tasks;
    private long sequence;

    private record Task(long atNanos, int tie, long sequence, Runnable body) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            if (atNanos != other.atNanos) {
                return Long.compare(atNanos, other.atNanos);
            }
            return tie != other.tie ? Integer.compare(tie, other.tie) : Long.compare(sequence, other.sequence);
        }
    }

    Scheduler(SplittableRandom ties) {
        this.ties = ties;
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Returns the number of tasks that have run. */
    long tasks() {
        return tasks;
    }

    Trace trace() {
        return trace;
    }

    /** Records an event in the trace. */
    void note(String what, long first, long second) {
        trace.note(nowNanos, what, first, second);
    }

    void at(long atNanos, Runnable body) {
        queue.add(new Task(Math.max(atNanos, nowNanos), ties.nextInt(), sequence++, body));
    }

    void after(long delayNanos, Runnable body) {
        at(nowNanos + delayNanos, body);
    }

    /** Runs the next task; if none is due by {@code untilNanos}, advances the time to that moment and returns false. */
    boolean runNext(long untilNanos) {
        Task task = queue.peek();
        if (task == null || task.atNanos > untilNanos) {
            nowNanos = Math.max(nowNanos, untilNanos);
            return false;
        }
        queue.remove();
        nowNanos = task.atNanos;
        tasks++;
        task.body.run();
        return true;
    }
}
