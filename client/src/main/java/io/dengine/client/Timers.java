package io.dengine.client;

import java.util.List;

/** The client's clock and its alarms. Thread-safe. */
interface Timers {
    /** Returns monotonic nanoseconds from an arbitrary origin. */
    long nanoTime();

    /**
     * Sets {@code alarm} to {@code dueNanos}, replacing an earlier time.
     *
     * @return false if the timers have ended, so that the alarm will never ring
     */
    boolean set(Alarm alarm, long dueNanos);

    /** Cancels {@code alarm}. Does nothing if it is not set. It may still ring if it was about to. */
    void cancel(Alarm alarm);

    /** Stops all alarms and returns those that were set. May be called any number of times. */
    List<Alarm> end();
}
