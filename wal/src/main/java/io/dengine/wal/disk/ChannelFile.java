package io.dengine.wal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file behind two channels, because an interrupt closes the channel that the interrupted thread uses, for everybody.
 *
 * <p>Reads come from any thread, so they have a channel that is simply opened again. Where it happens to a write or a
 * force, nobody knows any more what was written: the channel stays closed, every later call fails, and the log stops.
 */
final class ChannelFile implements DiskFile {
    private final Path path;
    private final FileChannel channel;
    private final ReentrantLock readerLock = new ReentrantLock();
    private volatile @Nullable FileChannel reader;
    private boolean closed;

    ChannelFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public long sizeBytes() throws IOException {
        return channel.size();
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        long at = position;
        try {
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            long growth = at + source.remaining() - channel.size();
            throw NoSpaceException.orSame(e, growth, Files.getFileStore(path).getUsableSpace());
        }
    }

    @Override
    public void force(boolean size) throws IOException {
        channel.force(size);
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        int start = target.position();
        while (true) {
            FileChannel from = reader();
            try {
                return readFully(from, position, target);
            } catch (ClosedByInterruptException e) {
                throw e; // this thread was told to stop
            } catch (ClosedChannelException e) {
                target.position(start); // another one was: begin again with a new channel, unless the file is closed
            }
        }
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

    private FileChannel reader() throws IOException {
        FileChannel open = reader;
        if (open != null && open.isOpen()) {
            return open;
        }
        readerLock.lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            open = reader;
            if (open == null || !open.isOpen()) {
                open = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                reader = open;
            }
            return open;
        } finally {
            readerLock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        readerLock.lock();
        try (channel) {
            closed = true;
            FileChannel open = reader;
            if (open != null) {
                open.close();
            }
        } finally {
            readerLock.unlock();
        }
    }
}
