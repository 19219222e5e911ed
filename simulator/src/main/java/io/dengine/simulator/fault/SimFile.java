package io.dengine.simulator.fault;

import io.dengine.simulator.fault.SimDisk.ForceFault;
import io.dengine.simulator.fault.SimDisk.PowerLoss;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The contents of a file: those that the operating system shows, and those on the disk. */
final class SimFile {
    private static final int SECTOR_BYTES = 512;

    private byte[] shown = new byte[0];
    private int size;
    private byte[] durable = new byte[0];
    private int durableSize;
    private final List<Written> pending = new ArrayList<>();

    int size() {
        return size;
    }

    byte[] contents() {
        return Arrays.copyOf(shown, size);
    }

    SimFile copyOfShown() {
        SimFile copy = new SimFile();
        copy.shown = contents();
        copy.size = size;
        copy.durable = contents();
        copy.durableSize = size;
        return copy;
    }

    SimFile copyOfDurable() {
        SimFile copy = new SimFile();
        copy.durable = Arrays.copyOf(durable, durableSize);
        copy.durableSize = durableSize;
        copy.shown = Arrays.copyOf(durable, durableSize);
        copy.size = durableSize;
        return copy;
    }

    void write(long operation, int position, byte[] bytes) {
        int end = position + bytes.length;
        shown = grown(shown, end);
        System.arraycopy(bytes, 0, shown, position, bytes.length);
        size = Math.max(size, end);
        pending.add(new Written(operation, position, bytes));
    }

    int read(long position, ByteBuffer target) {
        int count = (int) Math.max(0, Math.min(target.remaining(), size - position));
        target.put(shown, (int) Math.min(position, size), count);
        return count;
    }

    void force() {
        for (Written written : pending) {
            store(written, 0, written.bytes.length);
        }
        pending.clear();
        durable = grown(durable, size);
        durableSize = size;
    }

    /** Drops the pending writes: the system considers them written although their force failed. */
    void forgetPending(ForceFault fault) {
        pending.clear();
        if (fault != ForceFault.KEEP_CACHED) {
            shown = Arrays.copyOf(durable, Math.max(size, durableSize));
        }
    }

    void losePower(PowerLoss mode, SplittableRandom random, long cutOff) {
        for (Written written : pending) {
            if (!SimDisk.survives(mode, random, written.operation, cutOff)) {
                continue;
            }
            if (mode == PowerLoss.TORN) {
                storeSectors(written, random);
            } else {
                store(written, 0, written.bytes.length);
            }
        }
        if (durableSize < size && mode != PowerLoss.NONE && random.nextBoolean()) {
            durable = grown(durable, size); // the new length reached the disk, so the missing bytes read as zeros
            durableSize = size;
        }
        pending.clear();
        shown = Arrays.copyOf(durable, durableSize);
        size = durableSize;
    }

    private void storeSectors(Written written, SplittableRandom random) {
        for (int from = 0; from < written.bytes.length; ) {
            int position = written.position + from;
            int count = Math.min(written.bytes.length - from, SECTOR_BYTES - position % SECTOR_BYTES);
            if (random.nextBoolean()) {
                store(written, from, count);
            }
            from += count;
        }
    }

    private void store(Written written, int from, int count) {
        int end = written.position + from + count;
        durable = grown(durable, end);
        System.arraycopy(written.bytes, from, durable, written.position + from, count);
        durableSize = Math.max(durableSize, end);
    }

    void flip(int at, int mask) {
        shown[at] ^= (byte) mask;
        if (at < durableSize) {
            durable[at] ^= (byte) mask;
        }
    }

    void damage(int at, byte[] bytes) {
        System.arraycopy(bytes, 0, shown, at, bytes.length);
        if (at + bytes.length <= durableSize) {
            System.arraycopy(bytes, 0, durable, at, bytes.length);
        }
    }

    private static byte[] grown(byte[] array, int neededBytes) {
        return neededBytes <= array.length ? array : Arrays.copyOf(array, Math.max(neededBytes, array.length * 2));
    }

    /** A write that was not forced yet. */
    private static final class Written {
        private final long operation;
        private final int position;
        private final byte[] bytes;

        Written(long operation, int position, byte[] bytes) {
            this.operation = operation;
            this.position = position;
            this.bytes = bytes;
        }
    }
}
