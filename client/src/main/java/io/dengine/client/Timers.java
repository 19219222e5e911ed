package io.dengine.client;

import java.util.List;

/** The client's clock, and what is set for a later time. Safe for use by any thread. */
interface Timers {
    /** Monotonic nanoseconds from an arbitrary origin. */
    long nanoTime();

    /**
     * Sets {@code alarm} for a time, and for no other any more.
     *
     * @return false if the timers have ended, so that it will never ring
     */
    boolean set(Alarm alarm, long dueNanos);

    /** Does nothing if {@code alarm} is not set. It may be about to ring all the same. */
    void cancel(Alarm alarm);

    /** Lets nothing ring any more, and answers with what was set. Any number of times. */
    List<Alarm> end();
}
