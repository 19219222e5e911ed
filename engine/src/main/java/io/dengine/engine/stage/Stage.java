package io.dengine.engine.stage;

/**
 * A piece of the node that does its work in small steps: a thread drives it in production, a scheduler in the
 * simulator. Not thread-safe: only its driver steps it.
 */
public interface Stage {
    /** Returned by {@link #nextDeadlineNanos} when only an arrival makes work. */
    long NO_DEADLINE = Long.MAX_VALUE;

    String name();

    /** Does what is waiting and what is due, without waiting for anything else. Returns whether there was any. */
    boolean runOnce();

    /** When {@link #runOnce} must be called although nothing arrived, in monotonic nanoseconds. */
    long nextDeadlineNanos();

    /**
     * Whether the next step is short and waits for no disk, so that whoever brought the work may do it. Asked by any
     * thread.
     */
    default boolean isBrief() {
        return false;
    }

    /** How much waits for this stage now. Any thread. */
    default int waiting() {
        return 0;
    }

    /** Who is told when something arrives for this stage while it rests. Set once, before the first step. */
    void onArrival(Runnable waker);
}
