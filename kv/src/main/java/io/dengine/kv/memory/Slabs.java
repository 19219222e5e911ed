package io.dengine.kv.memory;

import io.dengine.bytes.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The bytes of keys and values, one after another in large arrays, so that the garbage collector sees few objects
 * however many keys there are. One thread writes; any thread reads what a location names.
 *
 * <pre>
 *   slab:      | owner, length | bytes, padded to 8 | owner, length | bytes ...
 *   location:  slab (20 bits) | begin of the bytes / 8 (19 bits) | length (24 bits)
 * </pre>
 *
 * <p>Bytes are never overwritten in place. If much of the slabs is no longer used, the sparsest ones are emptied: the
 * owners move what they still use, and an array is used again once no reader can be in it. Until then what a location
 * named stays there. For ever stays what is in an array that is never used again, as one that was {@linkplain #lend
 * lent} or belongs to one value: views of it may outlive every reader.
 */
final class Slabs {
    /** With its header, an array of so many bytes fills regions of the garbage collector and leaves nothing over. */
    static final int MAX_SLAB_BYTES = (4 << 20) - 32;

    private static final int FIRST_SLAB_BYTES = 16 << 10;
    private static final int HEADER_BYTES = 8;

    /** The part of a slab, as a divisor, up to which bytes share it: longer ones get an array of their own. */
    private static final int SHARED_PART = 16;

    private static final int LENGTH_BITS = 24;
    private static final int BEGIN_BITS = 19;

    /** The length in the location of bytes that fill an array of their own. */
    private static final int WHOLE = (1 << LENGTH_BITS) - 1;

    /** The fewest bytes to look through at once, and the most beside those for what was added. */
    private static final int MIN_MOVED_BYTES = 8 << 10;

    private static final int MAX_MOVED_BYTES = 1 << 20;

    /** The part of the unused bytes, as a divisor, beyond what may be unused, that is looked through at once. */
    private static final int EXCESS_PART = 16;

    private static final int MAX_SLABS = 1 << 20;
    static final int NONE = -1;

    /** The used bytes of a slab that is not in use: it waits until no reader can be in it, or does not exist. */
    private static final int UNUSED = -1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] GONE = {};

    /** Moves what is still used of a slab that is emptied. */
    interface Owners {
        /** Returns whether {@code owner} uses the bytes at this location. */
        boolean uses(int owner, long location);

        /** Makes {@code owner} use the same bytes at another location. */
        void moved(int owner, long to);

        /** Takes a slab that is empty now, to {@link #reuse} it once no reader can be in it. */
        void emptied(int slab);
    }

    private volatile byte[][] slabs = new byte[4][];

    private final int maxSlabBytes;
    private final int maxSharedBytes;

    // ---- owned by the writer
    private int[] used = new int[4];
    private final BitSet keptForViews = new BitSet();
    private int slabCount;
    private int[] freeSlabs = new int[4];
    private int freeCount;
    private int current = NONE;
    private int currentEnd;
    private long usedBytes;
    private long slabBytes;
    private byte[] spare = GONE;
    private int emptied = NONE;
    private int emptiedTo;
    private long addedBytes;

    /** @param maxSlabBytes the size of a slab, once there are some; at most {@link #MAX_SLAB_BYTES} */
    Slabs(int maxSlabBytes) {
        if (maxSlabBytes > MAX_SLAB_BYTES) {
            throw new IllegalArgumentException(
                    "a location can name " + MAX_SLAB_BYTES + " bytes of a slab, not " + maxSlabBytes);
        }
        this.maxSlabBytes = maxSlabBytes;
        this.maxSharedBytes = maxSlabBytes / SHARED_PART;
    }

    // ---- any thread

    static int length(long location, byte[] slab) {
        int length = (int) location & WHOLE;
        return length == WHOLE ? slab.length - HEADER_BYTES : length;
    }

    /** Returns the position at which the bytes begin in {@link #slab}. */
    static int begin(long location) {
        return ((int) (location >>> LENGTH_BITS) & (1 << BEGIN_BITS) - 1) * Long.BYTES;
    }

    /**
     * Returns the array that contains the bytes. A reader that may be too late must check that {@link #isWithin} it.
     */
    byte[] slab(long location) {
        return slabs[number(location)];
    }

    /** Returns whether the array can contain the bytes; always true for a reader that is not too late. */
    static boolean isWithin(long location, byte[] slab) {
        return slab.length > 0 && begin(location) + length(location, slab) <= slab.length;
    }

    /** Returns whether the bytes have an array of their own, which is never used again. */
    static boolean isAlone(long location) {
        return ((int) location & WHOLE) == WHOLE;
    }

    /** Returns whether these are the bytes of a key. */
    boolean equal(long location, Bytes key) {
        byte[] slab = slab(location);
        return isWithin(location, slab) && length(location, slab) == key.length() && key.isAt(slab, begin(location));
    }

    /** Returns a copy of the bytes; empty if the reader is too late. */
    Bytes copy(long location) {
        byte[] slab = slab(location);
        int begin = begin(location);
        return isWithin(location, slab)
                ? Bytes.wrap(Arrays.copyOfRange(slab, begin, begin + length(location, slab)))
                : Bytes.EMPTY;
    }

    /** Returns a view of the bytes, for a reader with a pin. */
    Bytes view(long location) {
        return Bytes.wrap(slab(location), begin(location), length(location, slab(location)));
    }

    private static int number(long location) {
        return (int) (location >>> LENGTH_BITS + BEGIN_BITS);
    }

    // ---- the writer

    /** Returns the bytes of all slabs that are in use. */
    long bytes() {
        return slabBytes;
    }

    /** Returns the location of {@code length} new bytes, which the caller writes before it publishes the location. */
    long add(int owner, int length) {
        if (length > maxSharedBytes) {
            int number = addSlab(new byte[HEADER_BYTES + length]);
            keptForViews.set(number);
            return place(owner, number, 0, length);
        }
        int needed = needed(length);
        if (current == NONE || currentEnd + needed > slabs[current].length) {
            current = addSlab(nextSlab(needed));
            currentEnd = 0;
        }
        long location = place(owner, current, currentEnd, length);
        currentEnd += needed;
        addedBytes += needed;
        return location;
    }

    private long place(int owner, int number, int at, int length) {
        byte[] slab = slabs[number];
        INT.set(slab, at, owner);
        INT.set(slab, at + Integer.BYTES, length);
        used[number] += needed(length);
        usedBytes += needed(length);
        return location(number, at, length > maxSharedBytes ? WHOLE : length);
    }

    private static int needed(int length) {
        return HEADER_BYTES + length + Long.BYTES - 1 & -Long.BYTES;
    }

    private byte[] nextSlab(int needed) {
        if (spare.length > 0) {
            byte[] slab = spare;
            spare = GONE;
            return slab;
        }
        long usual = Math.min(Math.max(FIRST_SLAB_BYTES, slabBytes), maxSlabBytes);
        return new byte[(int) Math.max(usual, needed) & -Long.BYTES];
    }

    private int addSlab(byte[] slab) {
        int number = freeCount > 0 ? freeSlabs[--freeCount] : slabCount++;
        if (number == MAX_SLABS) {
            throw new IllegalStateException("a table in memory holds at most " + MAX_SLABS + " slabs");
        }
        byte[][] present = slabs;
        if (number >= present.length) {
            present = Arrays.copyOf(present, number * 2);
            used = Arrays.copyOf(used, number * 2);
        }
        present[number] = slab;
        slabs = present;
        used[number] = 0;
        slabBytes += slab.length;
        return number;
    }

    /** Never uses this array again, not even once its bytes are dropped: there are views of it. */
    void lend(long location) {
        keptForViews.set(number(location));
    }

    /**
     * Records that these bytes are no longer used. Returns the slab that is not used at all any more, or {@link #NONE}.
     */
    int drop(long location) {
        int number = number(location);
        release(number, needed(length(location, slabs[number])));
        return used[number] == 0 && number != current && number != emptied ? retire(number) : NONE;
    }

    private void release(int number, int bytes) {
        used[number] -= bytes;
        usedBytes -= bytes;
    }

    private int retire(int number) {
        used[number] = UNUSED;
        slabBytes -= slabs[number].length;
        return number;
    }

    /** Forgets a slab that is not used any more, and in which no reader can be. */
    void reuse(int number) {
        byte[] slab = slabs[number];
        if (slab.length == maxSlabBytes && !keptForViews.get(number)) {
            spare = slab;
        }
        keptForViews.clear(number);
        slabs[number] = GONE;
        if (freeCount == freeSlabs.length) {
            freeSlabs = Arrays.copyOf(freeSlabs, freeCount * 2);
        }
        freeSlabs[freeCount++] = number;
    }

    /**
     * Moves what is still used out of the sparsest slabs, if more than a quarter of all slabs is no longer used. Looks
     * through two to four times as many bytes as were added to slabs since the last call, the more the more is unused;
     * through some even if none were added.
     */
    void compact(Owners owners) {
        long rest = portion();
        while (rest > 0 && (emptied != NONE || chooseSparse())) {
            rest -= empty(rest, owners);
        }
        addedBytes = 0; // what was moved does not count
    }

    private long portion() {
        long forAdded = 2 * addedBytes;
        return forAdded + Math.clamp(excess() / EXCESS_PART, MIN_MOVED_BYTES, Math.max(MAX_MOVED_BYTES, forAdded));
    }

    /** Returns by how much more is unused than may be: a quarter, and what is left of one slab. */
    private long excess() {
        return slabBytes - usedBytes - slabBytes / 4 - maxSlabBytes;
    }

    /** Continues to empty a slab. Returns the number of bytes that were looked through, about {@code most}. */
    private int empty(long most, Owners owners) {
        byte[] slab = slabs[emptied];
        int begin = emptiedTo;
        while (used[emptied] > 0 && emptiedTo - begin < most) {
            int owner = (int) INT.get(slab, emptiedTo);
            int length = (int) INT.get(slab, emptiedTo + Integer.BYTES);
            long from = location(emptied, emptiedTo, length);
            if (owners.uses(owner, from)) {
                long to = add(owner, length);
                System.arraycopy(slab, begin(from), slabs[number(to)], begin(to), length);
                owners.moved(owner, to);
                release(emptied, needed(length));
            }
            emptiedTo += needed(length);
        }
        int end = emptiedTo;
        if (used[emptied] == 0) {
            owners.emptied(retire(emptied));
            emptied = NONE;
        }
        return end - begin;
    }

    private static long location(int number, int at, int length) {
        return ((long) number << BEGIN_BITS | (at + HEADER_BYTES) / Long.BYTES) << LENGTH_BITS | length;
    }

    private boolean chooseSparse() {
        if (excess() < 0) {
            return false;
        }
        int most = 0;
        for (int number = 0; number < slabCount; number++) {
            int unused = used[number] == UNUSED || number == current ? 0 : slabs[number].length - used[number];
            if (unused > most) {
                most = unused;
                emptied = number;
            }
        }
        emptiedTo = 0;
        return emptied != NONE;
    }
}
