package io.dengine.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of one scenario, and whether all of them are as promised. */
final class Outcome {
    private final String title;
    private final List<String> lines = new ArrayList<>();
    private boolean good = true;

    Outcome(String title) {
        this.title = title;
    }

    Outcome figure(String label, Object value) {
        lines.add(" " + label + ":\t" + value);
        return this;
    }

    /** A figure that must not be anything but {@code promised}. */
    Outcome promise(String label, long value, long promised) {
        boolean kept = value == promised;
        good &= kept;
        return figure(label, kept ? value : value + "  <-- must be " + promised);
    }

    Outcome findings(Verification.Findings findings) {
        figure("Acknowledged writes checked", findings.checked());
        promise("Missing", findings.missing(), 0);
        return promise("Different between nodes", findings.different(), 0);
    }

    /** The spread of times in milliseconds. */
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
        return title + "\n" + String.join("\n", lines) + "\n " + (good ? "As promised." : "NOT as promised.") + "\n";
    }
}
