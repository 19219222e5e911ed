package io.dengine.embedded;

import io.dengine.engine.port.StateMachine;
import java.io.IOException;
import java.nio.file.Path;

/** Makes, or opens, a state machine of the user's own. */
@FunctionalInterface
public interface StateMachineOpener {
    /**
     * Called once for each start of an engine, which closes what it gets.
     *
     * @param directory for what outlives the process, if anything does. Nobody else uses it. It belongs to the log that
     *     led to what is in it, and need not exist yet
     * @throws IOException if it cannot be opened; the engine does not start then
     */
    StateMachine open(Path directory) throws IOException;
}
