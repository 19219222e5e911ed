package io.dengine.kv.memory;

import io.dengine.bytes.Bytes;
import java.security.SecureRandom;

/**
 * All keys that have a version, found by their bytes and in their order.
 *
 * <pre>
 *   record:  location of its bytes | newest version
 * </pre>
 */
final class Keys {
    private static final int LOCATION = 0;
    private static final int NEWEST = 1;

    private final Records records = new Records(2);
    private final HashIndex byHash = new HashIndex();
    private final OrderIndex byOrder = new OrderIndex(this);
    private final Slabs slabs;

    /** Nobody who sends keys may know which of them collide. */
    private final long hashSeed = new SecureRandom().nextLong();

    Keys(Slabs slabs) {
        this.slabs = slabs;
    }

    // ---- any thread

    /** Returns the key with these bytes, or 0. */
    int find(Bytes key) {
        return byHash.find(key.hash(hashSeed), id -> slabs.equal(records.get(id, LOCATION), key));
    }

    /** Returns the newest version, whether or not it is published; 0 if the key was removed. */
    int newest(int key) {
        return (int) records.get(key, NEWEST);
    }

    /** Returns a copy of the bytes. */
    Bytes bytes(int key) {
        return slabs.copy(records.get(key, LOCATION));
    }

    /** Returns a view of the bytes, which is valid while the reader has its pin. */
    Bytes view(int key) {
        return slabs.view(records.get(key, LOCATION));
    }

    /** Compares {@code wanted} with a key. Never for a reader that may be too late. */
    int compare(Bytes wanted, int key) {
        long location = records.get(key, LOCATION);
        byte[] slab = slabs.slab(location);
        int begin = Slabs.begin(location);
        return wanted.compareTo(slab, begin, begin + Slabs.length(location, slab));
    }

    OrderIndex order() {
        return byOrder;
    }

    // ---- the writer

    /** Adds a key without versions, which no reader sees before it is {@linkplain #show shown}. */
    int add(Bytes bytes) {
        int key = records.add();
        long location = slabs.add(-key, bytes.length());
        bytes.copyTo(slabs.slab(location), Slabs.begin(location));
        records.set(key, LOCATION, location);
        records.set(key, NEWEST, 0);
        return key;
    }

    /** Lets readers find a key that was added. */
    void show(int key, Bytes bytes) {
        byHash.add(bytes.hash(hashSeed), key);
        byOrder.add(key, bytes);
    }

    /** Replaces the newest version of a key. */
    void renew(int key, int version) {
        records.set(key, NEWEST, version);
    }

    long location(int key) {
        return records.get(key, LOCATION);
    }

    /** Makes the key name its bytes at another place. */
    void relocate(int key, long location) {
        records.set(key, LOCATION, location);
    }

    /** Removes a key. Readers that have found it before find that it has no version. */
    void remove(int key) {
        Bytes bytes = bytes(key);
        byHash.remove(bytes.hash(hashSeed), key);
        byOrder.remove(key, bytes);
        renew(key, 0);
    }

    /** Makes the id of a removed key free. */
    void reuse(int key) {
        records.remove(key);
    }
}
