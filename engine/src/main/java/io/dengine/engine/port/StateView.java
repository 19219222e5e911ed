package io.dengine.engine.port;

import io.dengine.bytes.Bytes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The state of a state machine at one index, in parts. What the parts hold is the state machine's affair: handed to
 * {@link StateRestore} in the same order, on any node, they make the same state again.
 *
 * <p>One thread at a time reads it, and closes it.
 */
public interface StateView extends AutoCloseable {
    /** No part is longer. */
    int MAX_PART_BYTES = 16 << 20;

    /** The index of the last applied entry that is part of it. */
    long appliedIndex();

    /**
     * The next part, or null after the last one: a few hundred kilobytes, so that whoever reads can pause between two;
     * more only for a single large value.
     */
    @Nullable
    Bytes next() throws IOException;

    /** Lets the state machine forget what it kept for this view. */
    @Override
    void close();
}
