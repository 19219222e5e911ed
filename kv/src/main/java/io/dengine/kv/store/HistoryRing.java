package io.dengine.kv.store;

import org.jspecify.annotations.Nullable;

/**
 * The versions that were added, oldest first, with their keys, in the order in which compaction removes them. The
 * buffer grows and never shrinks.
 */
final class HistoryRing {
    private static final int FIRST_CAPACITY = 1_024;

    private @Nullable KeyHistory[] keys = new @Nullable KeyHistory[FIRST_CAPACITY];
    private @Nullable Version[] versions = new @Nullable Version[FIRST_CAPACITY];
    private int first;
    private int size;

    int size() {
        return size;
    }

    void add(KeyHistory key, Version version) {
        if (size == keys.length) {
            grow();
        }
        int slot = (first + size++) & keys.length - 1;
        keys[slot] = key;
        versions[slot] = version;
    }

    /** Returns the oldest version; there must be one. */
    Version firstVersion() {
        return version(0);
    }

    /** Returns the version that has {@code older} versions before it; there must be one. */
    Version version(int older) {
        Version version = versions[first + older & versions.length - 1];
        if (version == null) {
            throw new IllegalStateException("the history ends before that");
        }
        return version;
    }

    /** Returns the key of the oldest version; there must be one. */
    KeyHistory firstKey() {
        KeyHistory key = keys[first];
        if (key == null) {
            throw new IllegalStateException("the history is empty");
        }
        return key;
    }

    void removeFirst() {
        keys[first] = null;
        versions[first] = null;
        first = first + 1 & keys.length - 1;
        size--;
    }

    private void grow() {
        @Nullable KeyHistory[] oldKeys = keys;
        @Nullable Version[] oldVersions = versions;
        keys = new @Nullable KeyHistory[oldKeys.length * 2];
        versions = new @Nullable Version[oldKeys.length * 2];
        for (int i = 0; i < size; i++) {
            int slot = (first + i) & oldKeys.length - 1;
            keys[i] = oldKeys[slot];
            versions[i] = oldVersions[slot];
        }
        first = 0;
    }
}
