package io.dengine.kv.watch;

import io.dengine.api.KeyRange;
import io.dengine.bytes.Bytes;

/** The keys of a watch. */
public sealed interface WatchTarget {
    boolean matches(Bytes key);

    /** One key. */
    record Key(Bytes key) implements WatchTarget {
        @Override
        public boolean matches(Bytes candidate) {
            return key.equals(candidate);
        }
    }

    /** The keys that begin with a prefix; every key for the empty prefix. */
    record Prefix(Bytes prefix) implements WatchTarget {
        @Override
        public boolean matches(Bytes candidate) {
            return candidate.startsWith(prefix);
        }
    }

    /** Any range. The hub compares each change with each watched range, so this target suits few watches only. */
    record Span(KeyRange range) implements WatchTarget {
        @Override
        public boolean matches(Bytes candidate) {
            return range.contains(candidate);
        }
    }

    /** Returns the cheapest target for the keys of {@code range}. */
    static WatchTarget of(KeyRange range) {
        if (range.equals(KeyRange.prefix(range.first()))) {
            return new Prefix(range.first());
        }
        return range.equals(KeyRange.single(range.first())) ? new Key(range.first()) : new Span(range);
    }
}
