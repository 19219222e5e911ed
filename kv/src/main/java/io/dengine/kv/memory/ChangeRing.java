package io.dengine.kv.memory;

import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;

/**
 * The changes of the kept history, oldest first: of each the version that it added, and its revision. The buffer grows
 * and never shrinks. One thread writes; any thread reads the changes of a revision that a pin keeps.
 */
final class ChangeRing {
    private static final int FIRST_CAPACITY = 256;

    private final IntToLongFunction weight;
    private volatile Slots slots = new Slots(FIRST_CAPACITY);

    /** The numbers of the oldest change and of the next one, counted since the table began. */
    private volatile long first;

    private volatile long end;

    /** The memory that the history takes. Owned by the writer. */
    private long bytes;

    /** @param weight the memory that the history keeps because of the change that added a version, in bytes */
    ChangeRing(IntToLongFunction weight) {
        this.weight = weight;
    }

    /** The buffer: change number n is in slot n modulo the capacity. */
    private static final class Slots {
        private final long[] revisions;
        private final int[] versions;

        Slots(int capacity) {
            revisions = new long[capacity];
            versions = new int[capacity];
        }

        int capacity() {
            return versions.length;
        }

        int slot(long number) {
            return (int) number & versions.length - 1;
        }

        long revision(long number) {
            return revisions[slot(number)];
        }

        int version(long number) {
            return versions[slot(number)];
        }

        void set(long number, long revision, int version) {
            revisions[slot(number)] = revision;
            versions[slot(number)] = version;
        }
    }

    // ---- any thread

    /** Calls {@code consumer} with each version of a revision, in order. A pin must keep them. */
    void forEach(long revision, IntConsumer consumer) {
        while (true) {
            long oldest = first;
            long newest = end; // before the slots, which contain at least these
            Slots present = slots;
            long number = lowerBound(present, oldest, newest, revision);
            if (first == oldest) { // otherwise the search may have met changes that were removed
                while (number < newest && present.revision(number) == revision) {
                    consumer.accept(present.version(number));
                    number++;
                }
                return;
            }
        }
    }

    private static long lowerBound(Slots slots, long from, long to, long revision) {
        long low = from;
        long high = to;
        while (low < high) {
            long middle = low + high >>> 1;
            if (slots.revision(middle) < revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    // ---- the writer

    int size() {
        return (int) (end - first);
    }

    void add(int version, long revision) {
        if (size() == slots.capacity()) {
            grow();
        }
        slots.set(end, revision, version);
        bytes += weight.applyAsLong(version);
        end++;
    }

    /** Returns the version that has {@code older} versions before it; there must be one. */
    int version(int older) {
        return slots.version(first + older);
    }

    /** Returns the revision of that version. */
    long revision(int older) {
        return slots.revision(first + older);
    }

    /** Removes the oldest change, which weighs what it weighed when it was added. */
    void removeFirst() {
        bytes -= weight.applyAsLong(version(0));
        first++;
    }

    /**
     * Returns the lowest floor that keeps the history within its bytes, or a lower one if the steps do not reach it.
     * While versions below the floor still wait to be removed, a higher floor would free no memory sooner.
     */
    long floorFor(long maxBytes, long floor, int maxSteps) {
        long excess = bytes - maxBytes;
        long lowest = floor;
        for (int step = 0; step < Math.min(maxSteps, size()) && excess > 0; step++) {
            if (revision(step) <= floor) {
                break;
            }
            excess -= weight.applyAsLong(version(step));
            lowest = revision(step);
        }
        return lowest;
    }

    private void grow() {
        Slots old = slots;
        Slots larger = new Slots(old.capacity() * 2);
        for (long number = first; number < end; number++) {
            larger.set(number, old.revision(number), old.version(number));
        }
        slots = larger;
    }
}
