package io.dengine.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of one scenario, and whether all promises were kept. */
final class Outcome {
    private final String title;
    private final List<String> lines = new ArrayList<>();
    private boolean good = true;
    private long missedTargets;

    Outcome(String title) {
        this.title = title;
    }

    Outcome figure(String label, Object value) {
        lines.add(" " + label + ":\t" + value);
        return this;
    }

    /** Adds a figure that must equal {@code promised}. */
    Outcome promise(String label, long value, long promised) {
        boolean kept = value == promised;
        good &= kept;
        return figure(label, kept ? value : value + "  <-- must be " + promised);
    }

    /** Adds a figure that must not be smaller than {@code promised}. */
    Outcome atLeast(String label, long value, long promised) {
        boolean kept = value >= promised;
        good &= kept;
        return figure(label, kept ? value : value + "  <-- must be at least " + promised);
    }

    /** Adds times that should be below a limit. A busy machine may miss the target, so this breaks no promise. */
    Outcome target(String label, List<Long> millis, long limitMillis) {
        long slow = millis.stream().filter(time -> time >= limitMillis).count();
        missedTargets += slow;
        times(label, millis);
        return slow == 0
                ? this
                : figure("  of these above the target", slow + "  <-- the target is less than " + limitMillis + " ms");
    }

    /** Adds a ratio that should not be above a limit. A busy machine may miss the target, so this breaks no promise. */
    Outcome ratio(String label, double ratio, double limit) {
        boolean met = ratio <= limit;
        missedTargets += met ? 0 : 1;
        String text = String.format(Locale.ROOT, "%.2f", ratio);
        return figure(label, met ? text : text + "  <-- the target is at most " + limit);
    }

    /** Adds lines without a change. */
    Outcome text(String text) {
        text.lines().forEach(line -> lines.add(" " + line));
        return this;
    }

    Outcome findings(Verification.Findings findings) {
        figure("Acknowledged writes checked", findings.checked());
        promise("Missing", findings.missing(), 0);
        return promise("Different between nodes", findings.different(), 0);
    }

    /** Adds the distribution of times in milliseconds. */
    Outcome times(String label, List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        int count = sorted.size();
        if (count == 0) {
            return figure(label, "none");
        }
        return figure(
                label,
                String.format(
                        Locale.ROOT,
                        "min %d, p50 %d, p90 %d, max %d ms (of %d)",
                        sorted.get(0),
                        sorted.get((count - 1) / 2),
                        sorted.get((count * 9 + 9) / 10 - 1),
                        sorted.get(count - 1),
                        count));
    }

    boolean good() {
        return good;
    }

    @Override
    public String toString() {
        String verdict = good ? "As promised" : "NOT as promised";
        String missed = missedTargets == 0 ? "" : "; targets missed: " + missedTargets;
        return title + "\n" + String.join("\n", lines) + "\n " + verdict + missed + ".\n";
    }
}
