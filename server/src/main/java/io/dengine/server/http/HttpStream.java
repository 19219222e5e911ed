package io.dengine.server.http;

import io.dengine.bytes.Bytes;

/** An answer that is sent piece by piece. Its methods are called on the connection's event loop, but for execute. */
public interface HttpStream {
    /** How often {@link #onIdle} is asked, in milliseconds. */
    int IDLE_MILLIS = 15_000;

    /** Runs {@code action} on the connection's event loop. Any thread. */
    void execute(Runnable action);

    /** Whether the client takes more without this node holding it in memory. */
    boolean writable();

    /** Whoever is told when {@link #writable} becomes true again. */
    void onWritable(Runnable listener);

    /** Whoever is asked every {@value #IDLE_MILLIS} ms to write something, so that dead clients are noticed. */
    void onIdle(Runnable listener);

    /** Hands over a piece; sent with the next {@link #flush}. */
    void write(Bytes piece);

    void flush();

    /** Ends the answer and the connection. */
    void end();
}
