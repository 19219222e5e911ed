package io.dengine.wal;

import io.dengine.wal.disk.Disk;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the first failure for ever. After a failed write or sync nobody knows what is on the disk, and trying again
 * proves nothing: the system may have thrown away what it could not write, and report success.
 */
final class Failure {
    private final Disk disk;
    private volatile @Nullable IOException first;
    private volatile @Nullable StateStore state;

    Failure(Disk disk) {
        this.disk = disk;
    }

    /** From now on a failure is remembered there too. */
    void rememberIn(StateStore store) {
        state = store;
    }

    void check() throws IOException {
        IOException cause = first;
        if (cause != null) {
            throw new IOException(
                    "The log stopped after an earlier failure and takes nothing more: " + cause.getMessage()
                            + ". What was acknowledged is safe. Repair the disk, then start the node again.",
                    cause);
        }
    }

    boolean happened() {
        return first != null;
    }

    /** The log takes nothing more, but no write of its own has failed. */
    synchronized void stop(Exception cause) {
        if (first == null) {
            first = new IOException("the log could not be opened: " + cause.getMessage(), cause);
        }
    }

    /**
     * The log has failed. The next start must hear of it, for the system may go on showing what is not on the disk, or
     * no longer show what was written; and the disk that has just failed may fail to store that as well. So it is told
     * to two places, the one that does not need the disk first.
     */
    IOException latch(IOException cause) {
        synchronized (this) {
            if (first != null) {
                return cause;
            }
            first = cause;
        }
        disk.rememberFailure();
        StateStore store = state;
        if (store != null) {
            store.distrust();
        }
        return cause;
    }
}
