package io.dengine.embedded.costs;

import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk that counts the writes and forces of the segments of a log that are in use, not of those made ready. */
final class CountedDisk implements Disk {
    private static final String SEGMENT = ".log";

    private final Disk disk;
    private final Tally tally;

    CountedDisk(Disk disk, Tally tally) {
        this.disk = disk;
        this.tally = tally;
    }

    private record CountedFile(DiskFile file, Tally tally) implements DiskFile {
        @Override
        public long sizeBytes() throws IOException {
            return file.sizeBytes();
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            tally.written(source.remaining());
            file.write(position, source);
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            return file.read(position, target);
        }

        @Override
        public void force(boolean size) throws IOException {
            tally.forced();
            file.force(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    @Override
    public DiskFile open(String name) throws IOException {
        DiskFile file = disk.open(name);
        return name.endsWith(SEGMENT) ? new CountedFile(file, tally) : file;
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile create(String name, long sizeBytes) throws IOException {
        return disk.create(name, sizeBytes);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void forceDirectory() throws IOException {
        disk.forceDirectory();
    }

    @Override
    public long usableBytes() throws IOException {
        return disk.usableBytes();
    }

    @Override
    public long totalBytes() throws IOException {
        return disk.totalBytes();
    }

    @Override
    public void rememberFailure() {
        disk.rememberFailure();
    }

    @Override
    public boolean remembersFailure() throws IOException {
        return disk.remembersFailure();
    }

    @Override
    public void forgetFailure() throws IOException {
        disk.forgetFailure();
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
