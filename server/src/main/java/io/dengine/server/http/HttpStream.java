package io.dengine.server.http;

import io.dengine.bytes.Bytes;

/** An answer that is sent piece by piece. All methods except execute are called on the connection's event loop. */
public interface HttpStream {
    /** The interval between calls of the {@link #onIdle} listener, in milliseconds. */
    int IDLE_MILLIS = 15_000;

    /** Runs {@code action} on the connection's event loop. Any thread. */
    void execute(Runnable action);

    /** Returns whether the client reads fast enough that this node need not buffer the next piece in memory. */
    boolean writable();

    /** Sets the listener that runs when {@link #writable} becomes true again. */
    void onWritable(Runnable listener);

    /**
     * Sets the listener that runs every {@value #IDLE_MILLIS} ms and should write something, so that dead clients are
     * noticed.
     */
    void onIdle(Runnable listener);

    /** Adds a piece, which is sent with the next {@link #flush}. */
    void write(Bytes piece);

    void flush();

    /** Ends the answer and the connection. */
    void end();
}
