package io.dengine.formats;

import java.util.List;

/** One decoder under fuzz. */
interface Target {
    /** Returns the name, for {@code scripts/fuzz}. */
    String name();

    /** Returns good inputs to begin with. */
    List<byte[]> seeds();

    /**
     * Decodes {@code input} and checks the invariants that hold for any input.
     *
     * @throws AssertionError if an invariant does not hold
     * @throws Exception if the decoder threw an exception that it does not declare
     */
    void accept(byte[] input) throws Exception;
}
