package io.dengine.engine;

import java.util.List;

/**
 * What one stage has made of its time since the node was started. What is called largest is so since the load was
 * read before: one reader at a time makes sense of it.
 *
 * @param stage the name of the stage
 * @param threadId of the thread that drives it
 * @param busyNanos time spent in steps, whoever made them, the present one included
 * @param carriedNanos the part of it that threads spent which brought the work
 * @param steps how many steps found something to do
 * @param longestNanos the longest step that has ended
 * @param waiting how much waits for the stage
 * @param deepest the most that waited when a step began
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
