package io.dengine.testkit.fault;

import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that remembers what was forced. The death of a process leaves everything that was written; a loss of
 * power leaves what was forced, and of the rest what chance decides: whole writes, single sectors of them, nothing.
 *
 * <p>Owned by one thread.
 */
public final class SimDisk implements Disk {
    private static final int SECTOR_BYTES = 512;

    private final Map<String, SimFile> names = new TreeMap<>();
    private Map<String, SimFile> durableNames = new TreeMap<>();
    private final List<Map<String, SimFile>> pendingNames = new ArrayList<>();
    private int generation;
    private boolean locked;

    private @Nullable ForceFault forceFault;
    private boolean writesFail;
    private long capacityBytes = Long.MAX_VALUE;
    private long forces;

    /** How a force fails. Either way the system forgets that there was something to write. */
    public enum ForceFault {
        /** The data stays in memory, where it can still be read, but will never reach the disk. */
        KEEP_CACHED,
        /** The data is gone; what was on the disk before is read again. */
        DROP_CACHED
    }

    /** The next force fails, once; with null it does not. */
    public void failNextForce(@Nullable ForceFault fault) {
        forceFault = fault;
    }

    /** Every write fails until this is taken back. */
    public void failWrites(boolean fail) {
        writesFail = fail;
    }

    /** The disk is full once its files have so many bytes in all. */
    public void limitTo(long bytes) {
        capacityBytes = bytes;
    }

    /** How many forces of files and of the directory there were. */
    public long forceCount() {
        return forces;
    }

    /** The process dies: its files are closed, and what it wrote stays. */
    public void crashProcess() {
        generation++;
        locked = false;
        forceFault = null;
        writesFail = false;
    }

    /** The machine loses power: what was not forced survives or not, write by write and sector by sector. */
    public void losePower(SplittableRandom random) {
        crashProcess();
        int survivingNames = random.nextInt(pendingNames.size() + 1);
        if (survivingNames > 0) {
            durableNames = pendingNames.get(survivingNames - 1);
        }
        pendingNames.clear();
        names.clear();
        names.putAll(durableNames);
        int mode = random.nextInt(4);
        for (SimFile file : names.values()) {
            file.losePower(random, mode);
        }
        durableNames = new TreeMap<>(names);
    }

    /** Flips one bit of what is durable, if there is anything; returns where. */
    public @Nullable String rot(SplittableRandom random) {
        List<SimFile> files = new ArrayList<>();
        for (SimFile file : names.values()) {
            if (file.size > 0) {
                files.add(file);
            }
        }
        if (files.isEmpty()) {
            return null;
        }
        SimFile file = files.get(random.nextInt(files.size()));
        int at = random.nextInt(file.size);
        file.flip(at, 1 << random.nextInt(8));
        return file.name + " at " + at;
    }

    @Override
    public List<String> list() {
        return new ArrayList<>(names.keySet());
    }

    @Override
    public DiskFile open(String name) throws IOException {
        lock();
        return new Handle(file(name), generation);
    }

    @Override
    public DiskFile create(String name, long sizeBytes) throws IOException {
        lock();
        if (names.containsKey(name)) {
            throw new IOException(name + " exists");
        }
        if (writesFail || usableBytes() < sizeBytes) {
            throw new IOException("No space left on device");
        }
        SimFile file = new SimFile(name, Math.toIntExact(sizeBytes));
        names.put(name, file);
        namesChanged();
        return new Handle(file, generation);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        SimFile file = file(from);
        names.remove(from);
        names.put(to, file);
        file.name = to;
        namesChanged();
    }

    @Override
    public void delete(String name) throws IOException {
        file(name);
        names.remove(name);
        namesChanged();
    }

    @Override
    public void forceDirectory() throws IOException {
        forces++;
        ForceFault fault = forceFault;
        forceFault = null;
        if (fault != null) {
            throw new IOException("Input/output error");
        }
        durableNames = new TreeMap<>(names);
        pendingNames.clear();
    }

    @Override
    public long usableBytes() {
        long used = 0;
        for (SimFile file : names.values()) {
            used += file.size;
        }
        return Math.max(0, capacityBytes - used);
    }

    @Override
    public void close() {
        locked = false;
    }

    private void lock() {
        locked = true;
    }

    /** Whether somebody has files open, or had when it died without {@link #crashProcess}. */
    public boolean isLocked() {
        return locked;
    }

    private void namesChanged() {
        pendingNames.add(new TreeMap<>(names));
    }

    private SimFile file(String name) throws IOException {
        SimFile file = names.get(name);
        if (file == null) {
            throw new IOException("no such file: " + name);
        }
        return file;
    }

    /** The contents of a file: what the system shows, and what the disk has. */
    private static final class SimFile {
        String name;
        byte[] current;
        int size;
        byte[] durable = new byte[0];
        final List<Written> pending = new ArrayList<>();

        SimFile(String name, int size) {
            this.name = name;
            this.current = new byte[size];
            this.size = size;
        }

        void write(long position, ByteBuffer source) {
            int at = Math.toIntExact(position);
            int end = at + source.remaining();
            if (end > current.length) {
                current = Arrays.copyOf(current, Math.max(end, current.length * 2));
            }
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            System.arraycopy(bytes, 0, current, at, bytes.length);
            size = Math.max(size, end);
            pending.add(new Written(at, bytes));
        }

        void force() {
            if (durable.length != size) {
                durable = Arrays.copyOf(durable, size);
            }
            for (Written written : pending) {
                System.arraycopy(written.bytes, 0, durable, written.position, written.bytes.length);
            }
            pending.clear();
        }

        void forgetPending(ForceFault fault) {
            pending.clear();
            if (fault == ForceFault.DROP_CACHED) {
                current = Arrays.copyOf(durable, Math.max(size, durable.length));
            }
        }

        void losePower(SplittableRandom random, int mode) {
            if (durable.length < size && random.nextBoolean()) {
                durable = Arrays.copyOf(durable, size); // the length got through, and reads as zeros
            }
            int survivors = mode == 0 ? 0 : random.nextInt(pending.size() + 1);
            for (int i = 0; i < pending.size(); i++) {
                boolean whole = mode == 1 ? i < survivors : random.nextBoolean();
                if (mode == 0 || mode == 1 && !whole) {
                    continue;
                }
                surviveSectors(pending.get(i), random, mode < 3 && whole);
            }
            pending.clear();
            current = durable.clone();
            size = durable.length;
        }

        private void surviveSectors(Written written, SplittableRandom random, boolean whole) {
            byte[] bytes = written.bytes;
            for (int from = 0; from < bytes.length; ) {
                int position = written.position + from;
                int count = Math.min(bytes.length - from, SECTOR_BYTES - position % SECTOR_BYTES);
                if (position + count <= durable.length && (whole || random.nextBoolean())) {
                    System.arraycopy(bytes, from, durable, position, count);
                }
                from += count;
            }
        }

        void flip(int at, int mask) {
            current[at] ^= (byte) mask;
            if (at < durable.length) {
                durable[at] ^= (byte) mask;
            }
        }
    }

    /** One write that was not forced yet. */
    private static final class Written {
        final int position;
        final byte[] bytes;

        Written(int position, byte[] bytes) {
            this.position = position;
            this.bytes = bytes;
        }
    }

    /** An open file; useless once its process has died. */
    private final class Handle implements DiskFile {
        private final SimFile file;
        private final int openedIn;

        Handle(SimFile file, int openedIn) {
            this.file = file;
            this.openedIn = openedIn;
        }

        private void check() throws IOException {
            if (openedIn != generation) {
                throw new IOException("the process that opened " + file.name + " has died");
            }
        }

        @Override
        public long sizeBytes() throws IOException {
            check();
            return file.size;
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            check();
            if (writesFail) {
                throw new IOException("Input/output error");
            }
            long growth = position + source.remaining() - file.size;
            if (growth > 0 && growth > usableBytes()) {
                throw new IOException("No space left on device");
            }
            file.write(position, source);
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            check();
            int count = (int) Math.max(0, Math.min(target.remaining(), file.size - position));
            target.put(file.current, (int) position, count);
            return count;
        }

        @Override
        public void force(boolean size) throws IOException {
            check();
            forces++;
            ForceFault fault = forceFault;
            forceFault = null;
            if (fault != null) {
                file.forgetPending(fault);
                throw new IOException("Input/output error");
            }
            file.force();
        }

        @Override
        public void close() {}
    }
}
