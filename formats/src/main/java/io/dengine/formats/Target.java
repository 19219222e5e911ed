package io.dengine.formats;

import java.util.List;

/** One decoder under fuzz. */
interface Target {
    /** Its name, for {@code scripts/fuzz}. */
    String name();

    /** Good inputs to begin with. */
    List<byte[]> seeds();

    /**
     * Decodes {@code input} and checks what must hold whatever it is.
     *
     * @throws AssertionError if something does not
     * @throws Exception if the decoder threw what it does not declare
     */
    void accept(byte[] input) throws Exception;
}
