package io.dengine.chaos;

/**
 * The settings that only single scenarios use.
 *
 * @param flushIntervalMillis with MemFirst, the time that a write may wait for its sync; 0 keeps the nodes' default
 * @param keys the number of keys that exist before the measurement
 * @param minutes the duration of the episodes
 * @param waitsForEnter whether to wait for a line on standard input before the measurement
 */
record Tuning(int flushIntervalMillis, int keys, int minutes, boolean waitsForEnter) {
    Tuning {
        if (flushIntervalMillis < 0 || flushIntervalMillis > 60_000 || keys < 1 || minutes < 1) {
            throw new IllegalArgumentException(
                    "--flush-interval must be 0 to 60000, and --keys and --minutes must be positive");
        }
    }
}
