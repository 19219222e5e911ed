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
 * What a connection sends. Frames are added by any thread; whoever finds nobody writing writes, what others add
 * meanwhile included.
 *
 * <pre>
 *   add --> filling --swap--> writing --> socket
 *              ^                 |
 *              '-- others add ---'  until nothing is left
 * </pre>
 *
 * <p>Writing to a socket waits once the system's buffer is full, and callers must not wait. So a caller writes itself
 * only if everything that the node has not answered yet fits into that buffer: then there is room. Else a thread of the
 * outlet writes, which is made when it is first needed. The connection's reader adds without writing, and has the
 * outlet write once it has dealt with all that had arrived.
 */
final class Outlet {
    /** What became of a frame. */
    enum Added {
        YES,
        /** Too much waits. */
        FULL,
        /** The connection has ended. */
        CLOSED
    }

    private static final int KEPT_BYTES = 1 << 20;

    /** After so many writes a caller gets back to its own work. */
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

    /** Owned by whoever has set {@link #writing}. */
    private BytesWriter spare = new BytesWriter(4096);

    private volatile @Nullable Thread writer;
    private volatile boolean writerWanted;

    private @Nullable Thread reader;

    /** The reader has added something; only it reads and writes this. */
    private boolean deferred;

    /** @param onFailure told, at most once, if the socket takes no more */
    Outlet(OutputStream socket, int maxUnsentBytes, String name, Consumer<IOException> onFailure) {
        this.socket = socket;
        this.maxUnsentBytes = maxUnsentBytes;
        this.name = name;
        this.onFailure = onFailure;
    }

    /** Called by the thread that reads, before anybody adds. */
    void readBy(Thread thread) {
        reader = thread;
    }

    /**
     * Sends a frame, now or together with others.
     *
     * @param call learns where its frame is; null if nobody waits for an answer
     * @param room whether the socket certainly has room
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

    /** Called by the reader when it has dealt with all that had arrived. */
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

    /** Takes no more. Returns up to where the socket may have got what was added. */
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
            writer = present; // only whoever has set `writing` comes here
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

    /** Returns false if there is more to write after so many writes, and the caller still is the one to do it. */
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
