package io.dengine.node;

import io.dengine.api.ReadLevel;
import java.util.concurrent.atomic.LongAdder;

/** Counts the reads of each level that clients of a node requested. Thread-safe. */
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

    /** Returns how many reads of this level have begun, answered or not. */
    public long of(ReadLevel level) {
        return counts[level.ordinal()].sum();
    }
}
