package io.dengine.formats;

import java.util.List;

/** A decoder that the fuzzer tests. */
interface Target {
    /** Returns the name that {@code scripts/fuzz} uses. */
    String name();

    /** Returns valid inputs to start from. */
    List<byte[]> seeds();

    /**
     * Decodes {@code input} and checks the invariants that hold for any input.
     *
     * @throws AssertionError if an invariant does not hold
     * @throws Exception if the decoder threw an exception that it does not declare
     */
    void accept(byte[] input) throws Exception;
}
