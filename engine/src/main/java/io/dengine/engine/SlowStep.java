package io.dengine.engine;

/**
 * A step of a stage that took long.
 *
 * @param endedMillis when it ended, by the wall clock
 * @param tookNanos how long it took
 * @param waiting how much waited for the stage when it began
 */
public record SlowStep(long endedMillis, long tookNanos, int waiting) {}
