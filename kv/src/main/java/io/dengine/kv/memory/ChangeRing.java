package io.dengine.kv.memory;

/**
 * The versions that were added, oldest first, in the order in which compaction removes what they replaced. The buffer
 * grows and never shrinks.
 */
final class ChangeRing {
    private static final int FIRST_CAPACITY = 256;

    private int[] versions = new int[FIRST_CAPACITY];
    private int first;
    private int size;

    int size() {
        return size;
    }

    void add(int version) {
        if (size == versions.length) {
            grow();
        }
        versions[first + size++ & versions.length - 1] = version;
    }

    /** Returns the version that has {@code older} versions before it; there must be one. */
    int version(int older) {
        return versions[first + older & versions.length - 1];
    }

    void removeFirst() {
        first = first + 1 & versions.length - 1;
        size--;
    }

    private void grow() {
        int[] old = versions;
        versions = new int[old.length * 2];
        System.arraycopy(old, first, versions, 0, old.length - first);
        System.arraycopy(old, 0, versions, old.length - first, first);
        first = 0;
    }
}
