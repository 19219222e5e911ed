package io.dengine.chaos;

/**
 * Settings that single scenarios look at.
 *
 * @param flushIntervalMillis with MemFirst, how long a write may wait for its sync; 0 leaves it to the nodes
 * @param keys how many there are before anything is measured
 * @param minutes how long episodes go on
 * @param waitsForEnter whether to wait for a line on standard input before anything is measured
 */
record Tuning(int flushIntervalMillis, int keys, int minutes, boolean waitsForEnter) {
    Tuning {
        if (flushIntervalMillis < 0 || flushIntervalMillis > 60_000 || keys < 1 || minutes < 1) {
            throw new IllegalArgumentException(
                    "--flush-interval must be 0 to 60000, and --keys and --minutes must be positive");
        }
    }
}
