package io.dengine.embedded;

import io.dengine.engine.port.StateMachine;
import java.io.IOException;
import java.nio.file.Path;

/** Creates or opens a custom state machine. */
@FunctionalInterface
public interface StateMachineOpener {
    /**
     * Opens the state machine. Called once for each start of an engine, which closes the state machine when it stops.
     *
     * @param directory a directory for state that outlives the process; the engine itself does not use it. It belongs
     *     to one log, whose entries produced its content. It need not exist yet
     * @throws IOException if the state machine cannot be opened; the engine does not start then
     */
    StateMachine open(Path directory) throws IOException;
}
