package io.dengine.call;

import java.nio.charset.StandardCharsets;

/** The framing of a connection: magic bytes, then frames with their lengths. */
public final class Frames {
    /** The version of this protocol. A node accepts clients of this version and of earlier ones. */
    public static final int VERSION = 1;

    /** The size of the length before each frame, in bytes; little-endian. */
    public static final int LENGTH_BYTES = 4;

    /**
     * The maximum length of a frame; longer ones are rejected. Nodes may set a lower limit for what they accept. It
     * leaves room for one event with the longest value before and after the change; a revision with larger events
     * travels in parts.
     */
    public static final int MAX_FRAME_BYTES = 160 << 20;

    private static final byte[] MAGIC = "DENGINE-CALL\r\n\0\1".getBytes(StandardCharsets.ISO_8859_1);

    private Frames() {}

    /** Returns the bytes that a client sends first, so that a port can distinguish this protocol from others. */
    public static byte[] magic() {
        return MAGIC.clone();
    }
}
