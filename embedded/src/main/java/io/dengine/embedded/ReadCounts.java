package io.dengine.embedded;

import io.dengine.api.ReadLevel;
import java.util.concurrent.atomic.LongAdder;

/** How often clients of a node have asked for each level of reading. Safe for use by any thread. */
public final class ReadCounts {
    private final LongAdder[] counts = new LongAdder[ReadLevel.values().length];

    public ReadCounts() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void count(ReadLevel level) {
        counts[level.ordinal()].increment();
    }

    /** How many reads have begun, answered or not. */
    public long of(ReadLevel level) {
        return counts[level.ordinal()].sum();
    }
}
