package io.dengine.kv.memory;

import io.dengine.bytes.Bytes;
import io.dengine.kv.ttl.LeaseMember;

/** A key that is or was attached to a lease. Owned by the writer. */
final class LeasedKey extends LeaseMember {
    /** Stands for each key that was and is attached to none. */
    static final LeasedKey OF_NO_LEASE = new LeasedKey(Bytes.EMPTY);

    private final Bytes key;
    private int valueBytes;

    LeasedKey(Bytes key) {
        this.key = key;
    }

    void valueHas(int bytes) {
        valueBytes = bytes;
    }

    @Override
    public Bytes key() {
        return key;
    }

    @Override
    public long sizeBytes() {
        return key.length() + (long) valueBytes;
    }
}
