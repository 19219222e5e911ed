package io.dengine.bytes;

/** The bytes are not an encoding of the expected type. The input is at fault, never the reader's state. */
public final class MalformedBytesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedBytesException(String message) {
        super(message);
    }
}
