package io.dengine.simulator.run;

import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk that ends its process before one of its next operations; after that no operation is executed. */
final class DyingDisk implements Disk {
    private final Disk disk;
    private final Life life;

    DyingDisk(Disk disk, Life life) {
        this.disk = disk;
        this.life = life;
    }

    /** The remaining lifetime of a process, in operations on any of its disks. */
    static final class Life {
        private int operationsLeft = Integer.MAX_VALUE;
        private boolean dead;

        void endAfter(int operations) {
            operationsLeft = operations;
        }

        private void enter() {
            if (dead || operationsLeft != Integer.MAX_VALUE && --operationsLeft <= 0) {
                dead = true;
                throw new SimDeath();
            }
        }
    }

    private void enter() {
        life.enter();
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new File(disk.open(name));
    }

    @Override
    public DiskFile create(String name, long sizeBytes) throws IOException {
        enter();
        return new File(disk.create(name, sizeBytes));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        enter();
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        enter();
        disk.delete(name);
    }

    @Override
    public void forceDirectory() throws IOException {
        enter();
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
        if (!life.dead) {
            disk.rememberFailure();
        }
    }

    @Override
    public boolean remembersFailure() throws IOException {
        return disk.remembersFailure();
    }

    @Override
    public void forgetFailure() throws IOException {
        enter();
        disk.forgetFailure();
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }

    private final class File implements DiskFile {
        private final DiskFile file;

        File(DiskFile file) {
            this.file = file;
        }

        @Override
        public long sizeBytes() throws IOException {
            return file.sizeBytes();
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            enter();
            file.write(position, source);
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            return file.read(position, target);
        }

        @Override
        public void force(boolean size) throws IOException {
            enter();
            file.force(size);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
