package io.dengine.server.memory;

/** Memory that a connection holds for one purpose. Safe for use by any thread. */
public final class Reservation implements AutoCloseable {
    private final MemoryAccount account;

    // ---- guarded by this
    private long bytes;
    private boolean closed;

    Reservation(MemoryAccount account) {
        this.account = account;
    }

    /**
     * Sets the size of this reservation to {@code newBytes}.
     *
     * @return false, with nothing changed, if there is no room or this is closed; a request to hold less is never
     *     refused
     */
    public synchronized boolean resize(long newBytes) {
        if (newBytes > bytes && closed) {
            return false;
        }
        if (newBytes != bytes) {
            if (!account.change(newBytes - bytes)) {
                return false;
            }
            bytes = newBytes;
        }
        return true;
    }

    /**
     * Holds {@code moreBytes} more than before, or fewer if negative.
     *
     * @return the result of {@link #resize}
     */
    public synchronized boolean change(long moreBytes) {
        return resize(Math.max(0, bytes + moreBytes));
    }

    public MemoryAccount account() {
        return account;
    }

    public synchronized long bytes() {
        return bytes;
    }

    /** Gives all of it back and refuses to grow from now on. Can be called any number of times. */
    @Override
    public synchronized void close() {
        closed = true;
        account.change(-bytes);
        bytes = 0;
    }
}
