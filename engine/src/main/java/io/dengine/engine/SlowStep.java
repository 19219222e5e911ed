package io.dengine.engine;

/**
 * A step of a stage that took long.
 *
 * @param endedMillis the time at which it ended, by the wall clock
 * @param tookNanos its duration
 * @param waiting the number of tasks that waited for the stage when it began
 */
public record SlowStep(long endedMillis, long tookNanos, int waiting) {}
