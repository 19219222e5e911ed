package io.dengine.simulator.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A hash of all events, and the last events as text. */
final class Trace {
    /** The number of events that are kept; {@code -Dsim.trace=N} keeps more, to show the cause of the last ones. */
    static final int KEPT = Integer.getInteger("sim.trace", 256);

    private final String[] what = new String[KEPT];
    private final long[] numbers = new long[3 * KEPT];
    private long count;
    private long hash = 0xCBF29CE484222325L;

    void note(long nowNanos, String text, long first, long second) {
        int slot = (int) (count++ % KEPT);
        what[slot] = text;
        numbers[3 * slot] = nowNanos;
        numbers[3 * slot + 1] = first;
        numbers[3 * slot + 2] = second;
        mix(nowNanos);
        mix(text.hashCode());
        mix(first);
        mix(second);
    }

    private void mix(long value) {
        long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
        hash = mixed ^ (mixed >>> 32);
    }

    long hash() {
        return hash;
    }

    long count() {
        return count;
    }

    /** Returns the last events, oldest first. */
    List<String> last(int wanted) {
        List<String> lines = new ArrayList<>();
        long from = Math.max(0, count - Math.min(wanted, KEPT));
        for (long i = from; i < count; i++) {
            int slot = (int) (i % KEPT);
            lines.add(String.format(
                    Locale.ROOT,
                    "%13.6f s  %-24s %d %d",
                    numbers[3 * slot] / 1e9,
                    what[slot],
                    numbers[3 * slot + 1],
                    numbers[3 * slot + 2]));
        }
        return lines;
    }
}
