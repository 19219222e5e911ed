package io.dengine.wal;

import io.dengine.wal.disk.Disk;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the first failure permanently. After a failed write or sync it is unknown what is on the disk, and another
 * attempt proves nothing: the system may have dropped what it could not write, and report success.
 */
final class Failure {
    private final Disk disk;
    private volatile @Nullable IOException first;
    private volatile @Nullable StateStore state;

    Failure(Disk disk) {
        this.disk = disk;
    }

    /** Sets a second place in which a failure is remembered from now on. */
    void rememberIn(StateStore store) {
        state = store;
    }

    void check() throws IOException {
        IOException cause = first;
        if (cause != null) {
            throw new IOException(
                    "The log accepts no more writes after an earlier failure: " + cause.getMessage()
                            + ". Synced data is unchanged, and the next start checks what is missing."
                            + " Repair the disk, then start the node again.",
                    cause);
        }
    }

    boolean happened() {
        return first != null;
    }

    /** Stops the log, although no write of its own has failed. */
    synchronized void stop(Exception cause) {
        if (first == null) {
            first = new IOException("the log could not be opened: " + cause.getMessage(), cause);
        }
    }

    /**
     * Records that the log has failed. The next start must learn of it, because the system may continue to show what is
     * not on the disk, or no longer show what was written; and the disk that has just failed may fail to store the
     * record as well. So it is recorded in two places, first in the one that does not need the disk.
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
