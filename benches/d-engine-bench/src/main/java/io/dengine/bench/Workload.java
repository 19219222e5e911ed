package io.dengine.bench;

import io.dengine.api.ReadLevel;
import io.dengine.bytes.Bytes;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The operation of each call. */
public sealed interface Workload {
    /** Returns the name used in messages about failed calls. */
    String name();

    /** Returns whether every node can answer the call. */
    boolean anyNode();

    /** Writes a value. */
    record Put(Bytes value) implements Workload {
        @Override
        public String name() {
            return "Put";
        }

        @Override
        public boolean anyNode() {
            return false;
        }
    }

    /**
     * Reads a key.
     *
     * @param mustExist true if the call fails when the key is absent
     */
    record Get(ReadLevel level, boolean mustExist) implements Workload {
        Get(ReadLevel level) {
            this(level, false);
        }

        @Override
        public String name() {
            return "Get";
        }

        @Override
        public boolean anyNode() {
            return level == ReadLevel.EVENTUAL;
        }
    }

    /** Returns the read level for a value of {@code --consistency}, or null if the value is unknown. */
    static @Nullable ReadLevel levelOf(String consistency) {
        return switch (consistency.toLowerCase(Locale.ROOT)) {
            case "l", "linearizable" -> ReadLevel.LINEARIZABLE;
            case "s", "sequential", "lease" -> ReadLevel.LEASE;
            case "e", "eventual" -> ReadLevel.EVENTUAL;
            default -> null;
        };
    }

    /** Returns a workload that writes one random value of this size in every call. */
    static Workload put(int valueSize) {
        if (valueSize < 0 || valueSize > 4 << 20) {
            throw new IllegalArgumentException("--value-size must be from 0 to 4194304, not " + valueSize);
        }
        byte[] random = new byte[valueSize];
        new SplittableRandom(valueSize).nextBytes(random);
        return new Put(Bytes.wrap(random));
    }
}
