package io.dengine.call;

import java.nio.charset.StandardCharsets;

/** How frames follow each other on a connection. */
public final class Frames {
    /** Of this protocol. A node welcomes clients of this version and of those before it. */
    public static final int VERSION = 1;

    /** The bytes of the length that comes before each frame, little-endian. */
    public static final int LENGTH_BYTES = 4;

    /**
     * No frame is longer, whatever its length says; nodes may have a lower limit for what they take. Room for one event
     * with the longest value before and after it; a revision with more than that comes in parts.
     */
    public static final int MAX_FRAME_BYTES = 160 << 20;

    private static final byte[] MAGIC = "DENGINE-CALL\r\n\0\1".getBytes(StandardCharsets.ISO_8859_1);

    private Frames() {}

    /** What a client sends first, so that a port can tell it from other protocols. */
    public static byte[] magic() {
        return MAGIC.clone();
    }
}
