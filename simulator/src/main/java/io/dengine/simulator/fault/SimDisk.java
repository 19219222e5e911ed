package io.dengine.simulator.fault;

import io.dengine.wal.disk.Disk;
import io.dengine.wal.disk.DiskFile;
import io.dengine.wal.disk.NoSpaceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that knows which writes were forced.
 *
 * <pre>
 *   files:  durable bytes  + unforced writes in order                 = the contents for the process
 *   names:  durable names  + unforced changes in order                = the names for the process
 * </pre>
 *
 * <p>The end of a process keeps all of this. A power loss keeps the forced writes, and a random part of the others.
 * Owned by one thread.
 */
public final class SimDisk implements Disk {
    private final TreeMap<String, SimFile> names = new TreeMap<>();
    private final TreeMap<String, SimFile> durableNames = new TreeMap<>();
    private final List<NameChange> pendingNames = new ArrayList<>();
    private int life;
    private boolean locked;

    private @Nullable Observer observer;
    private @Nullable ForceFault forceFault;
    private boolean writesFail;
    private boolean forcesFail;
    private boolean failureRemembered;
    private boolean readsFail;
    private long capacityBytes = Long.MAX_VALUE;
    private long operations;
    private long forces;

    /** The ways in which a force fails. In each, the operating system forgets that there is data to write. */
    public enum ForceFault {
        /** The data stays readable in memory, but will never reach the disk. */
        KEEP_CACHED,
        /** The data is lost; reads return the previous contents of the disk. */
        DROP_CACHED,
        /** The same for all files, and no write or force succeeds until the process has ended. */
        DISK_GONE
    }

    /** The part of the unforced changes that survives a power loss. */
    public enum PowerLoss {
        /** Everything: the system had already written it all. */
        ALL,
        NONE,
        /** Whole changes, up to some point in time, the same for all files and names. */
        PREFIX,
        /** Some whole changes, in any combination. */
        SUBSET,
        /** Some sectors of some changes, in any combination. */
        TORN
    }

    /** An operation of a disk. */
    public enum Operation {
        READ,
        WRITE,
        FORCE,
        FORCE_DIRECTORY,
        CREATE,
        RENAME,
        DELETE
    }

    /** An observer of every operation before its execution; it may let time pass, or end the process by throwing. */
    @FunctionalInterface
    public interface Observer {
        /**
         * Called before an operation is executed.
         *
         * @param bytes the number of bytes of the operation, or 0
         * @return the number of bytes to execute; if fewer than {@code bytes}, the process ends there
         */
        int before(Operation operation, String file, int bytes);
    }

    /** Signals that the process ended in the middle of an operation. */
    public static final class ProcessDied extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ProcessDied() {
            super("the process died", null, false, false);
        }
    }

    public void observe(@Nullable Observer newObserver) {
        observer = newObserver;
    }

    /** Makes the next force, of a file or of the directory, fail once; null cancels that. */
    public void failNextForce(@Nullable ForceFault fault) {
        forceFault = fault;
    }

    /** Returns whether {@link #failNextForce} was called and no force has happened since. */
    public boolean isForceToFail() {
        return forceFault != null;
    }

    /** Makes every write, creation, renaming and deletion fail, or, if false, succeed again. */
    public void failWrites(boolean fail) {
        writesFail = fail;
    }

    /** Makes every read fail, or, if false, succeed again. */
    public void failReads(boolean fail) {
        readsFail = fail;
    }

    /** Limits the total size of the files to {@code bytes}; a write that does not fit is executed in part. */
    public void limitTo(long bytes) {
        capacityBytes = bytes;
    }

    /** Fills the disk with other data, except for {@code bytes} bytes. */
    public void fillUpTo(long bytes) {
        limitTo(usedBytes() + bytes);
    }

    /** Returns the number of operations so far. */
    public long operationCount() {
        return operations;
    }

    /** Returns the number of forces of files and of the directory so far. */
    public long forceCount() {
        return forces;
    }

    /** Ends the process: its files are closed, and its writes remain. */
    public void crashProcess() {
        life++;
        locked = false;
        forceFault = null;
        writesFail = false;
        forcesFail = false;
        readsFail = false;
    }

    /** Cuts the power; a random part of the unforced changes survives. */
    public void losePower(SplittableRandom random) {
        PowerLoss[] modes = PowerLoss.values();
        losePower(random, modes[random.nextInt(modes.length)]);
    }

    /** Cuts the power; {@code mode} determines the part of the unforced changes that survives. */
    public void losePower(SplittableRandom random, PowerLoss mode) {
        crashProcess();
        failureRemembered = false;
        // One point in time for all files and names, because the order is kept.
        long cutOff = mode == PowerLoss.PREFIX ? random.nextLong(operations + 1) : Long.MAX_VALUE;
        List<SimFile> all = new ArrayList<>();
        collect(all, names);
        collect(all, durableNames);
        for (NameChange change : pendingNames) {
            if (survives(mode, random, change.operation, cutOff)) {
                change.applyTo(durableNames);
            }
        }
        pendingNames.clear();
        for (SimFile file : all) {
            file.losePower(mode, random, cutOff);
        }
        names.clear();
        names.putAll(durableNames);
    }

    private static void collect(List<SimFile> all, TreeMap<String, SimFile> from) {
        for (SimFile file : from.values()) {
            if (!contains(all, file)) {
                all.add(file);
            }
        }
    }

    private static boolean contains(List<SimFile> all, SimFile file) {
        for (SimFile known : all) {
            if (known.equals(file)) {
                return true;
            }
        }
        return false;
    }

    static boolean survives(PowerLoss mode, SplittableRandom random, long operation, long cutOff) {
        return switch (mode) {
            case ALL -> true;
            case NONE -> false;
            case PREFIX -> operation <= cutOff;
            case SUBSET, TORN -> random.nextBoolean();
        };
    }

    /** Flips one bit, on the disk and in memory; returns its location, or null if there are no bytes. */
    public @Nullable String rot(SplittableRandom random) {
        return rot(random, name -> true);
    }

    /**
     * Flips one bit of one of {@code files}, on the disk and in memory; returns its location, or null if there are no
     * bytes.
     */
    public @Nullable String rot(SplittableRandom random, Predicate<String> files) {
        List<String> candidates = new ArrayList<>();
        for (Map.Entry<String, SimFile> entry : names.entrySet()) {
            if (entry.getValue().size() > 0 && files.test(entry.getKey())) {
                candidates.add(entry.getKey());
            }
        }
        if (candidates.isEmpty()) {
            return null;
        }
        String name = candidates.get(random.nextInt(candidates.size()));
        SimFile file = names.get(name);
        if (file == null) {
            return null;
        }
        int at = random.nextInt(file.size());
        file.flip(at, 1 << random.nextInt(8));
        return name + " at " + at;
    }

    /** Changes bytes of a file, on the disk and in memory, as only a defective disk does. */
    public void damage(String name, int at, byte[] bytes) throws IOException {
        file(name).damage(at, bytes);
    }

    /** Returns the contents of a file as the operating system shows them. */
    public byte[] contents(String name) throws IOException {
        return file(name).contents();
    }

    /** Returns a copy of the whole disk, including pending changes, without faults. */
    public SimDisk copy() {
        return copy(names, SimFile::copyOfShown);
    }

    /** Returns a copy of what a loss of power leaves at least, without faults. */
    public SimDisk copyOfDurable() {
        return copy(durableNames, SimFile::copyOfDurable);
    }

    private static SimDisk copy(TreeMap<String, SimFile> files, UnaryOperator<SimFile> copyOf) {
        SimDisk copy = new SimDisk();
        for (Map.Entry<String, SimFile> entry : files.entrySet()) {
            SimFile file = copyOf.apply(entry.getValue());
            copy.names.put(entry.getKey(), file);
            copy.durableNames.put(entry.getKey(), file);
        }
        return copy;
    }

    @Override
    public List<String> list() {
        return new ArrayList<>(names.keySet());
    }

    @Override
    public DiskFile open(String name) throws IOException {
        locked = true;
        return new Handle(file(name), name);
    }

    @Override
    public DiskFile create(String name, long sizeBytes) throws IOException {
        locked = true;
        observed(Operation.CREATE, name, Math.toIntExact(sizeBytes));
        failIf(writesFail);
        if (usableBytes() < sizeBytes) {
            throw new NoSpaceException("No space left on device");
        }
        if (names.containsKey(name)) {
            throw new IOException(name + " exists");
        }
        SimFile file = new SimFile();
        if (sizeBytes > 0) {
            file.write(operations, 0, new byte[Math.toIntExact(sizeBytes)]);
        }
        change(new NameChange(operations, null, name, file));
        return new Handle(file, name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        observed(Operation.RENAME, from, 0);
        failIf(writesFail);
        change(new NameChange(operations, from, to, file(from)));
    }

    @Override
    public void delete(String name) throws IOException {
        observed(Operation.DELETE, name, 0);
        failIf(writesFail);
        file(name);
        change(new NameChange(operations, name, null, null));
    }

    @Override
    public void forceDirectory() throws IOException {
        observed(Operation.FORCE_DIRECTORY, "", 0);
        forces++;
        ForceFault fault = takeForceFault();
        if (fault != null) {
            // The changes stay pending: a directory is written again with its next change.
            throw new IOException("Input/output error");
        }
        durableNames.clear();
        durableNames.putAll(names);
        pendingNames.clear();
    }

    @Override
    public long usableBytes() {
        if (capacityBytes == Long.MAX_VALUE) {
            return capacityBytes;
        }
        return Math.max(0, capacityBytes - usedBytes());
    }

    private long usedBytes() {
        long used = 0;
        for (SimFile file : names.values()) {
            used += file.size();
        }
        return used;
    }

    @Override
    public long totalBytes() {
        return capacityBytes;
    }

    @Override
    public void rememberFailure() {
        failureRemembered = true;
    }

    @Override
    public boolean remembersFailure() {
        return failureRemembered;
    }

    @Override
    public void forgetFailure() {
        failureRemembered = false;
    }

    @Override
    public void close() {
        locked = false;
    }

    /** Returns whether a process has files open, or ended with files open other than by {@link #crashProcess}. */
    public boolean isLocked() {
        return locked;
    }

    private void change(NameChange change) {
        change.applyTo(names);
        pendingNames.add(change);
    }

    private SimFile file(String name) throws IOException {
        SimFile file = names.get(name);
        if (file == null) {
            throw new IOException("no such file: " + name);
        }
        return file;
    }

    private @Nullable ForceFault takeForceFault() {
        ForceFault fault = forcesFail ? ForceFault.DISK_GONE : forceFault;
        forceFault = null;
        if (fault == ForceFault.DISK_GONE) {
            writesFail = true;
            forcesFail = true;
            names.values().forEach(file -> file.forgetPending(ForceFault.DROP_CACHED));
        }
        return fault;
    }

    private static void failIf(boolean fails) throws IOException {
        if (fails) {
            throw new IOException("Input/output error");
        }
    }

    private int observed(Operation operation, String name, int bytes) {
        operations++;
        Observer watching = observer;
        return watching == null ? bytes : watching.before(operation, name, bytes);
    }

    /**
     * A change of the directory: removes the name {@code removed} and adds {@code added} as a name of {@code file}.
     */
    private record NameChange(
            long operation,
            @Nullable String removed,
            @Nullable String added,
            @Nullable SimFile file) {
        void applyTo(TreeMap<String, SimFile> target) {
            if (removed != null) {
                target.remove(removed);
            }
            if (added != null && file != null) {
                target.put(added, file);
            }
        }
    }

    /** An open file; unusable once its process has ended. */
    private final class Handle implements DiskFile {
        private final SimFile file;
        private final String name;
        private final int openedIn = life;
        private boolean closed;

        Handle(SimFile file, String name) {
            this.file = file;
            this.name = name;
        }

        private void check() throws IOException {
            if (closed || openedIn != life) {
                throw new IOException(name + " is closed");
            }
        }

        @Override
        public long sizeBytes() throws IOException {
            check();
            return file.size();
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            check();
            int wanted = source.remaining();
            int moved = observed(Operation.WRITE, name, wanted);
            failIf(writesFail);
            long growth = position + wanted - file.size();
            int fits = growth <= 0 ? wanted : (int) Math.max(0, wanted - Math.max(0, growth - usableBytes()));
            int count = Math.min(moved, fits);
            byte[] bytes = new byte[count];
            source.get(bytes);
            if (count > 0) {
                file.write(operations, Math.toIntExact(position), bytes);
            }
            if (moved < wanted) {
                throw new ProcessDied();
            }
            if (fits < wanted) {
                throw new NoSpaceException("No space left on device");
            }
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            check();
            observed(Operation.READ, name, target.remaining());
            failIf(readsFail);
            return file.read(position, target);
        }

        @Override
        public void force(boolean size) throws IOException {
            check();
            observed(Operation.FORCE, name, 0);
            forces++;
            ForceFault fault = takeForceFault();
            if (fault != null) {
                file.forgetPending(fault);
                throw new IOException("Input/output error");
            }
            file.force();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
