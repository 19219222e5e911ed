package io.dengine.kv.ttl;

import java.util.HashMap;
import java.util.Map;

/** The amounts of each owner, and their total. Owned by one thread. */
public final class OwnerCounts {
    private final Map<Long, Long> byOwner = new HashMap<>();
    private long total;

    /** Adds {@code count}, which may be negative. */
    public void add(long owner, long count) {
        total += count;
        byOwner.merge(owner, count, (before, more) -> before + more == 0 ? null : before + more);
    }

    public long of(long owner) {
        return byOwner.getOrDefault(owner, 0L);
    }

    public long total() {
        return total;
    }
}
