package io.dengine.kv.store;

import io.dengine.bytes.Bytes;
import io.dengine.kv.ttl.LeaseMember;
import org.jspecify.annotations.Nullable;

/** The versions of a key. */
final class KeyHistory extends LeaseMember {
    private volatile Version newest;

    KeyHistory(Version first) {
        this.newest = first;
    }

    @Override
    public Bytes key() {
        return newest.key();
    }

    @Override
    public long sizeBytes() {
        Version present = newest;
        return present.key().length() + (long) present.value().length();
    }

    Version newest() {
        return newest;
    }

    void add(Version version) {
        version.linkTo(newest);
        newest = version;
    }

    /**
     * Returns the version of the key at {@code revision}, which may be a deletion, or null if no version that old is
     * kept.
     */
    @Nullable
    Version at(long revision) {
        Version version = newest;
        while (version != null && version.modRevision() > revision) {
            version = version.older();
        }
        return version;
    }
}
