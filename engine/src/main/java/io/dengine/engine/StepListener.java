package io.dengine.engine;

import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.RaftCore;
import java.util.List;

/** Receives each step of the core, on the thread that makes it. For traces; must be quick, and change nothing. */
@FunctionalInterface
public interface StepListener {
    /** Ignores all steps. */
    StepListener NONE = (core, event, effects) -> {};

    /**
     * Reports that the core has processed an event.
     *
     * @param core the core after the event
     * @param effects the effects of the event, not executed yet
     */
    void stepped(RaftCore core, Event event, List<Effect> effects);
}
