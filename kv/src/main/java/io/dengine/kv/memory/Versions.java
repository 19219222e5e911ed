package io.dengine.kv.memory;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import io.dengine.kv.store.KeyTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The versions of all keys. A version knows the one that it replaced; 0 stands for none.
 *
 * <pre>
 *   record:  revision | location of its bytes; 0: a deletion | older version, key
 *   bytes:   changes since the key was created * 2 (+ 1: a lease follows) | revisions since then | lease | value
 * </pre>
 */
final class Versions {
    private static final int REVISION = 0;
    private static final int LOCATION = 1;
    private static final int LINKS = 2;

    /** The approximate memory that the history keeps for each change beside the version that it replaced, in bytes. */
    private static final int CHANGE_BYTES = 160;

    /** The approximate memory of a replaced version without its value, in bytes. */
    private static final int VERSION_BYTES = 64;

    private static final int MAX_HEAD_BYTES = 10 + 10 + Long.BYTES;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Records records = new Records(3);
    private final Slabs slabs;
    private final byte[] head = new byte[MAX_HEAD_BYTES];

    Versions(Slabs slabs) {
        this.slabs = slabs;
    }

    // ---- any thread

    long revision(int version) {
        return records.get(version, REVISION);
    }

    boolean isDeletion(int version) {
        return records.get(version, LOCATION) == 0;
    }

    int older(int version) {
        return (int) (records.get(version, LINKS) >>> Integer.SIZE);
    }

    /** Returns the memory that the history keeps because of the change that added a version: that of the one before. */
    long weight(int version) {
        int older = older(version);
        return CHANGE_BYTES + (older == 0 ? 0L : VERSION_BYTES + sizeBytes(older));
    }

    /** Returns the size of the value, and of a few bytes beside it. */
    int sizeBytes(int version) {
        long location = records.get(version, LOCATION);
        return location == 0 ? 0 : Slabs.length(location, slabs.slab(location));
    }

    /** The part of a version that a row gets as its value. */
    enum Value {
        NONE,
        /** A copy, or a view if that has an array of its own. */
        OWN,
        /** A view of an array that others share, until the reader's pin is closed or of one that was lent. */
        VIEW
    }

    /** Returns the version; with any contents if the reader is too late. */
    KeyValue row(int version, Bytes key, Value value) {
        long revision = records.get(version, REVISION);
        long location = records.get(version, LOCATION);
        if (location == 0) {
            return KeyTable.deletion(key, revision);
        }
        byte[] slab = slabs.slab(location);
        if (!Slabs.isWithin(location, slab)) {
            return KeyTable.deletion(key, revision); // the reader is too late
        }
        // Never reads outside of the range, whatever it contains: a reader that is too late may see anything.
        int at = Slabs.begin(location);
        int end = at + Slabs.length(location, slab);
        long changes = varLong(slab, at, end);
        at = behindVarLong(slab, at, end);
        long since = varLong(slab, at, end);
        at = behindVarLong(slab, at, end);
        long lease = 0;
        if ((changes & 1) != 0 && at <= end - Long.BYTES) {
            lease = (long) LONG.get(slab, at);
            at += Long.BYTES;
        }
        Bytes bytes = switch (value) {
            case NONE -> Bytes.EMPTY;
            case OWN ->
                Slabs.isAlone(location)
                        ? Bytes.wrap(slab, at, end - at)
                        : Bytes.wrap(Arrays.copyOfRange(slab, at, end));
            case VIEW -> Bytes.wrap(slab, at, end - at);
        };
        return new KeyValue(key, bytes, revision - since, revision, changes >>> 1, lease);
    }

    private static long varLong(byte[] slab, int at, int end) {
        long value = 0;
        int shift = 0;
        for (int i = at; i < end; i++, shift += 7) {
            value |= (slab[i] & 0x7FL) << shift;
            if (slab[i] >= 0) {
                return value;
            }
        }
        return value;
    }

    private static int behindVarLong(byte[] slab, int at, int end) {
        int i = at;
        while (i < end && slab[i] < 0) {
            i++;
        }
        return Math.min(i + 1, end);
    }

    // ---- the writer

    /** Returns the number of versions. */
    int count() {
        return records.count();
    }

    /** Returns the key that this is a version of. */
    int key(int version) {
        return (int) records.get(version, LINKS);
    }

    /** Adds a version that replaces {@code older}; no reader knows it before it is published. */
    int add(int key, int older, KeyValue row) {
        int version = records.add();
        int headBytes = writeHead(row);
        long location = slabs.add(version, headBytes + row.value().length());
        byte[] slab = slabs.slab(location);
        System.arraycopy(head, 0, slab, Slabs.begin(location), headBytes);
        row.value().copyTo(slab, Slabs.begin(location) + headBytes);
        set(version, row.modRevision(), location, links(key, older));
        return version;
    }

    /** Adds the deletion of a key; no reader knows it before it is published. */
    int addDeletion(int key, int older, long revision) {
        int version = records.add();
        set(version, revision, 0, links(key, older));
        return version;
    }

    private void set(int version, long revision, long location, long links) {
        records.set(version, REVISION, revision);
        records.set(version, LOCATION, location);
        records.set(version, LINKS, links);
    }

    private int writeHead(KeyValue row) {
        int at = writeVarLong(row.version() << 1 | (row.leaseId() == 0 ? 0 : 1), 0);
        at = writeVarLong(row.modRevision() - row.createRevision(), at);
        if (row.leaseId() != 0) {
            LONG.set(head, at, row.leaseId());
            at += Long.BYTES;
        }
        return at;
    }

    private int writeVarLong(long value, int from) {
        int at = from;
        long rest = value;
        while ((rest & -0x80L) != 0) {
            head[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        head[at++] = (byte) rest;
        return at;
    }

    void linkTo(int version, int older) {
        records.set(version, LINKS, links(key(version), older));
    }

    private static long links(int key, int older) {
        return (long) older << Integer.SIZE | key;
    }

    /** Returns the location of the bytes; 0 for a deletion. */
    long location(int version) {
        return records.get(version, LOCATION);
    }

    /** Keeps the array of the value as it is for ever, for views. */
    void lend(int version) {
        long location = records.get(version, LOCATION);
        if (location != 0) {
            slabs.lend(location);
        }
    }

    /** Makes the version name bytes at another place, or none: then readers take it for a deletion. */
    void relocate(int version, long location) {
        records.set(version, LOCATION, location);
    }

    /** Makes the id of a removed version free. */
    void reuse(int version) {
        records.remove(version);
    }
}
