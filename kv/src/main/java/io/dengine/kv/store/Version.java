package io.dengine.kv.store;

import io.dengine.api.KeyValue;
import io.dengine.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** A version in the chain of its key, newest first. */
final class Version extends KeyValue {
    private volatile @Nullable Version older;

    Version(Bytes key, Bytes value, long createRevision, long modRevision, long version, long leaseId) {
        super(key, value, createRevision, modRevision, version, leaseId);
    }

    static Version deletion(Bytes key, long revision) {
        return new Version(key, Bytes.EMPTY, 0, revision, 0, 0);
    }

    @Nullable
    Version older() {
        return older;
    }

    void linkTo(@Nullable Version predecessor) {
        older = predecessor;
    }
}
