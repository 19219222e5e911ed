package io.dengine.engine;

import java.util.List;

/**
 * The load of one stage since the node was started. The maximum values are those since the load was last read, so only
 * one reader at a time gets useful values.
 *
 * @param stage the name of the stage
 * @param threadId the id of the thread that drives it
 * @param busyNanos the time spent in steps by any thread, including the current step
 * @param carriedNanos the part of it spent by threads that brought the work
 * @param steps the number of steps that found something to do
 * @param longestNanos the longest step that has ended
 * @param waiting the number of tasks that wait for the stage
 * @param deepest the most tasks that waited when a step began
 * @param slow the last steps that took long, oldest first
 */
public record StageLoad(
        String stage,
        long threadId,
        long busyNanos,
        long carriedNanos,
        long steps,
        long longestNanos,
        int waiting,
        int deepest,
        List<SlowStep> slow) {
    public StageLoad {
        slow = List.copyOf(slow);
    }
}
