package io.dengine.client.remote;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a connection. Any thread adds frames; a thread that finds no other thread writing writes,
 * including what other threads add meanwhile.
 *
 * <pre>
 *   add --> filling --swap--> writing --> socket
 *              ^                 |
 *              '-- others add ---'  until nothing is left
 * </pre>
 *
 * <p>A write to a socket blocks when the system's send buffer is full, and callers must not block. So a caller writes
 * itself only if all bytes that the node has not answered yet fit into that buffer: then there is room. Otherwise a
 * thread of the outlet writes, which is created when it is first needed. The connection's reader adds without writing,
 * and flushes after it has processed everything that had arrived.
 */
final class Outlet {
    /** The result of adding a frame. */
    enum Added {
        YES,
        /** Too many bytes are waiting. */
        FULL,
        /** The connection has ended. */
        CLOSED
    }

    private static final int KEPT_BYTES = 1 << 20;

    /** The number of writes after which a caller returns to its own work. */
    private static final int MAX_WRITES_OF_A_CALLER = 4;

    private final OutputStream socket;
    private final int maxUnsentBytes;
    private final Consumer<IOException> onFailure;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private BytesWriter filling = new BytesWriter(4096);
    private long addedOffset;
    private long handedOverOffset;
    private boolean writing;
    private boolean closed;

    /** Owned by the thread that has set {@link #writing}. */
    private BytesWriter spare = new BytesWriter(4096);

    private volatile @Nullable Thread writer;
    private volatile boolean writerWanted;

    private @Nullable Thread reader;

    /** True if the reader has added a frame; only the reader accesses this. */
    private boolean deferred;

    /** @param onFailure called at most once, if a write to the socket fails */
    Outlet(OutputStream socket, int maxUnsentBytes, String name, Consumer<IOException> onFailure) {
        this.socket = socket;
        this.maxUnsentBytes = maxUnsentBytes;
        this.name = name;
        this.onFailure = onFailure;
    }

    /** Sets the reading thread. Called by that thread before any frame is added. */
    void readBy(Thread thread) {
        reader = thread;
    }

    /**
     * Sends a frame, now or together with others.
     *
     * @param call receives the offset of its frame; null if no caller waits for an answer
     * @param room true if the socket certainly has room
     */
    Added add(BytesWriter frame, @Nullable PendingCall call, boolean room) {
        boolean ofReader = Thread.currentThread() == reader;
        lock.lock();
        try {
            if (closed) {
                return Added.CLOSED;
            }
            if (filling.size() > 0 && (long) filling.size() + frame.size() > maxUnsentBytes) {
                return Added.FULL;
            }
            filling.writeRaw(Bytes.wrap(frame.array(), 0, frame.size()));
            addedOffset += frame.size();
            if (call != null) {
                call.added(addedOffset);
            }
            if (ofReader) {
                deferred = true;
                return Added.YES;
            }
            if (writing) {
                return Added.YES;
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        write(room);
        return Added.YES;
    }

    /** Called by the reader after it has processed everything that had arrived. */
    void flush(boolean room) {
        if (!deferred) {
            return;
        }
        deferred = false;
        lock.lock();
        try {
            if (closed || writing || filling.size() == 0) {
                return;
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        write(room);
    }

    /** Closes the outlet. Returns the offset up to which the socket may have received what was added. */
    long close() {
        lock.lock();
        try {
            closed = true;
            return handedOverOffset;
        } finally {
            lock.unlock();
            LockSupport.unpark(writer);
        }
    }

    private void write(boolean here) {
        if (!here || !writeOut(MAX_WRITES_OF_A_CALLER)) {
            writerWanted = true;
            LockSupport.unpark(writer());
        }
    }

    private Thread writer() {
        Thread present = writer;
        if (present == null) {
            present = new Thread(this::runWriter, name);
            present.setDaemon(true);
            writer = present; // only the thread that has set `writing` comes here
            present.start();
        }
        return present;
    }

    private void runWriter() {
        while (!isClosed()) {
            if (writerWanted) {
                writerWanted = false;
                writeOut(Integer.MAX_VALUE);
            } else {
                LockSupport.park(this);
            }
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes up to {@code maxWrites} times. Returns false if more must be written and this thread still owns the
     * writing.
     */
    private boolean writeOut(int maxWrites) {
        for (int i = 0; i < maxWrites; i++) {
            BytesWriter next = takeFilled();
            if (next == null) {
                return true;
            }
            try {
                socket.write(next.array(), 0, next.size());
            } catch (IOException e) {
                close();
                onFailure.accept(e);
                return true;
            }
            spare = next.array().length > KEPT_BYTES ? new BytesWriter(4096) : next;
            spare.clear();
        }
        return false;
    }

    private @Nullable BytesWriter takeFilled() {
        lock.lock();
        try {
            if (closed || filling.size() == 0) {
                writing = false;
                return null;
            }
            BytesWriter taken = filling;
            filling = spare;
            handedOverOffset = addedOffset;
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
