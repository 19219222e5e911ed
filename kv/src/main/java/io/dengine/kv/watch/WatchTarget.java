package io.dengine.kv.watch;

import io.dengine.api.KeyRange;
import io.dengine.bytes.Bytes;

/** Which keys a watch is about. */
public sealed interface WatchTarget {
    boolean matches(Bytes key);

    /** One key. */
    record Key(Bytes key) implements WatchTarget {
        @Override
        public boolean matches(Bytes candidate) {
            return key.equals(candidate);
        }
    }

    /** The keys that begin with a prefix; all for the empty one. */
    record Prefix(Bytes prefix) implements WatchTarget {
        @Override
        public boolean matches(Bytes candidate) {
            return candidate.startsWith(prefix);
        }
    }

    /** Any range. Each change is compared with each watched range, so this is for few watches. */
    record Span(KeyRange range) implements WatchTarget {
        @Override
        public boolean matches(Bytes candidate) {
            return range.contains(candidate);
        }
    }

    /** The cheapest target for the keys of {@code range}. */
    static WatchTarget of(KeyRange range) {
        if (range.equals(KeyRange.prefix(range.first()))) {
            return new Prefix(range.first());
        }
        return range.equals(KeyRange.single(range.first())) ? new Key(range.first()) : new Span(range);
    }
}
