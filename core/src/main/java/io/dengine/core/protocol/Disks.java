package io.dengine.core.protocol;

import java.util.Arrays;

/** The proven disk identity of each node, this one included. There are few nodes, so a linear search is enough. */
final class Disks {
    private int[] ids = new int[4];
    private long[] storageIds = new long[4];
    private int count;

    /** Returns the identity of the disk of {@code id}, or 0 while it is not known. */
    long of(int id) {
        for (int i = 0; i < count; i++) {
            if (ids[i] == id) {
                return storageIds[i];
            }
        }
        return 0;
    }

    void prove(int id, long storageId) {
        for (int i = 0; i < count; i++) {
            if (ids[i] == id) {
                storageIds[i] = storageId;
                return;
            }
        }
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
            storageIds = Arrays.copyOf(storageIds, 2 * count);
        }
        ids[count] = id;
        storageIds[count++] = storageId;
    }
}
