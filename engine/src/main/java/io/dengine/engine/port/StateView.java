package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The state of a state machine at one index, in parts. The state machine defines what the parts hold: added to a
 * {@link StateRestore} in the same order, on any node, they restore the same state.
 *
 * <p>One thread at a time reads it, and closes it.
 */
public interface StateView extends AutoCloseable {
    /** The maximum length of a part, in bytes. */
    int MAX_PART_BYTES = 16 << 20;

    /** Returns the index of the last applied entry that is part of it. */
    long appliedIndex();

    /**
     * Returns the next part, or null after the last one. A part has a few hundred kilobytes, so that the reader can
     * pause between two; more only for a single large value.
     */
    @Nullable
    Bytes next() throws IOException;

    /** Releases what the state machine kept for this view. */
    @Override
    void close();
}
