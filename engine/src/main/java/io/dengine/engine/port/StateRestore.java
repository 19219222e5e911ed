package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import java.io.IOException;

/**
 * Another state on its way into a state machine. Belongs to the thread that owns the state machine, which applies
 * nothing before this is closed.
 */
public interface StateRestore extends AutoCloseable {
    /**
     * Takes the next part of a {@link StateView}.
     *
     * @throws MalformedBytesException if it is none
     */
    void add(Bytes part) throws IOException;

    /**
     * The parts are complete: from now on they are the state. Readers see either state whole, and whoever watches is
     * told that there may be a gap.
     *
     * @throws MalformedBytesException if parts are missing; the state is as it was
     */
    void finish() throws IOException;

    /** Gives up what was not finished. */
    @Override
    void close();
}
