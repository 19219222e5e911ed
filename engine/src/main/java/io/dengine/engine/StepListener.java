package io.dengine.engine;

import io.dengine.core.Effect;
import io.dengine.core.Event;
import io.dengine.core.RaftCore;
import java.util.List;

/** Is told of each step of the core, on the thread that makes it. For traces; must be quick, and change nothing. */
@FunctionalInterface
public interface StepListener {
    /** Nobody looks on. */
    StepListener NONE = (core, event, effects) -> {};

    /**
     * The core has taken an event.
     *
     * @param core as it is now
     * @param effects what follows, and has not been carried out yet
     */
    void stepped(RaftCore core, Event event, List<Effect> effects);
}
