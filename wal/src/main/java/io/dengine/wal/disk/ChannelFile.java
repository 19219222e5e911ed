package io.dengine.wal.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file that survives interrupts. An interrupt closes the channel that the interrupted thread uses, for all threads;
 * and code that continues a future on a thread that works here may interrupt that thread. So a channel that was closed
 * that way is opened again, and the thread keeps its interrupt.
 *
 * <p>Reads and writes are repeated, to the same effect. The result of a force is lost with its channel, and the system
 * reports a failure only once for each time the file was opened: so the result is asked again through {@link #guard},
 * which was opened before and is no channel.
 */
final class ChannelFile implements DiskFile {
    private final Path path;
    private final LinkOption[] links;
    private final ReentrantLock lock = new ReentrantLock();

    /** Used for writes and forces; null for a file that is only read. */
    private final @Nullable RandomAccessFile guard;

    private volatile @Nullable FileChannel writer;
    private volatile @Nullable FileChannel reader;
    private boolean closed;

    private ChannelFile(
            Path path, @Nullable FileChannel writer, @Nullable RandomAccessFile guard, LinkOption... links) {
        this.path = path;
        this.links = links;
        this.writer = writer;
        this.guard = guard;
    }

    /** Creates a file for {@code channel}, which was just opened, to be written and read. */
    static ChannelFile of(Path path, FileChannel channel) throws IOException {
        try {
            return new ChannelFile(path, channel, new RandomAccessFile(path.toFile(), "rw"), LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Opens a file that is only read. */
    static ChannelFile toRead(Path path) throws IOException {
        ChannelFile file = new ChannelFile(path, null, null);
        var unused = file.reader();
        return file;
    }

    private interface Action<T> {
        T with(FileChannel channel) throws IOException;
    }

    /**
     * Executes the action, again with another channel whenever it is interrupted, and then interrupts the thread again.
     */
    private <T> T uninterrupted(boolean write, Action<T> action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel channel = write ? writer() : reader();
                try {
                    return action.with(channel);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                } catch (ClosedChannelException e) {
                    // Another thread was interrupted; or the file is closed, and then opening the next channel fails.
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public long sizeBytes() throws IOException {
        return uninterrupted(false, FileChannel::size);
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        int start = source.position();
        try {
            var unused = uninterrupted(true, channel -> {
                source.position(start);
                long at = position;
                while (source.hasRemaining()) {
                    at += channel.write(source, at);
                }
                return at;
            });
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            long growth = position + source.limit() - start - sizeBytes();
            throw NoSpaceException.orSame(e, growth, Files.getFileStore(path).getUsableSpace());
        }
    }

    @Override
    public void force(boolean size) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            FileChannel channel = writer();
            try {
                channel.force(size);
            } catch (ClosedChannelException e) {
                interrupted |= Thread.interrupted();
                askGuard(e);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void askGuard(ClosedChannelException why) throws IOException {
        RandomAccessFile again = guard;
        if (again == null) {
            throw why;
        }
        again.getFD().sync();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        int start = target.position();
        return uninterrupted(false, channel -> {
            target.position(start);
            return readFully(channel, position, target);
        });
    }

    private static int readFully(FileChannel from, long position, ByteBuffer target) throws IOException {
        int total = 0;
        while (target.hasRemaining()) {
            int count = from.read(target, position + total);
            if (count < 0) {
                break;
            }
            total += count;
        }
        return total;
    }

    private FileChannel writer() throws IOException {
        FileChannel open = writer;
        if (open != null && open.isOpen()) {
            return open;
        }
        lock.lock();
        try {
            open = writer;
            if (closed || guard == null) {
                throw new ClosedChannelException();
            }
            if (open == null || !open.isOpen()) {
                open = FileChannel.open(path, options(StandardOpenOption.WRITE));
                writer = open;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    private FileChannel reader() throws IOException {
        FileChannel open = reader;
        if (open != null && open.isOpen()) {
            return open;
        }
        lock.lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            open = reader;
            if (open == null || !open.isOpen()) {
                open = FileChannel.open(path, options(StandardOpenOption.READ));
                reader = open;
            }
            return open;
        } finally {
            lock.unlock();
        }
    }

    private Set<OpenOption> options(StandardOpenOption access) {
        Set<OpenOption> options = new HashSet<>(List.of(links));
        options.add(access);
        return options;
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        RandomAccessFile last = guard;
        FileChannel writing = writer;
        FileChannel reading = reader;
        try (last;
                writing;
                reading) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
