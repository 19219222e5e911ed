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
     * Holds {@code newBytes} from now on, in place of what it held before.
     *
     * @return false if there is no room for that, or this is closed, and then nothing has changed; it is never refused
     *     to hold less
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
     * Holds {@code moreBytes} more than before, or less where negative.
     *
     * @return as {@link #resize}
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

    /** Holds nothing from now on. Any number of times. */
    @Override
    public synchronized void close() {
        closed = true;
        account.change(-bytes);
        bytes = 0;
    }
}
