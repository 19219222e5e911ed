package io.dengine.engine.stage;

/**
 * A part of the node that does its work in small steps: a thread drives it in production, a scheduler in the simulator.
 * Not thread-safe: only its driver steps it.
 */
public interface Stage {
    /** Returned by {@link #nextDeadlineNanos} when only an arrival creates work. */
    long NO_DEADLINE = Long.MAX_VALUE;

    String name();

    /** Does the work that is waiting or due, without waiting for anything else. Returns whether there was any. */
    boolean runOnce();

    /** Returns the time at which {@link #runOnce} must be called although nothing arrived, in monotonic nanoseconds. */
    long nextDeadlineNanos();

    /**
     * Returns whether the next step is short and waits for no disk, so that the thread that brought the work may make
     * it. Called by any thread.
     */
    default boolean isBrief() {
        return false;
    }

    /** Returns the number of tasks that wait for this stage now. Any thread. */
    default int waiting() {
        return 0;
    }

    /**
     * Sets the action that is run when something arrives for this stage while it rests. Set once, before the first
     * step.
     */
    void onArrival(Runnable waker);
}
