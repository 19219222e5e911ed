package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.MalformedBytesException;
import java.io.IOException;

/**
 * A state that is being restored into a state machine. Belongs to the thread that owns the state machine, which applies
 * nothing before this is closed.
 */
public interface StateRestore extends AutoCloseable {
    /**
     * Adds the next part of a {@link StateView}.
     *
     * @throws MalformedBytesException if it is not a part
     * @throws OtherVersionException if the state is in the format of another version
     */
    void add(Bytes part) throws IOException;

    /**
     * Replaces the state by the restored one, whose parts are complete. Readers see either state whole, and watchers
     * are notified that there may be a gap.
     *
     * @throws MalformedBytesException if parts are missing; the state is unchanged
     */
    void finish() throws IOException;

    /** Discards an unfinished restore. */
    @Override
    void close();
}
