package io.dengine.cli.console;

import java.util.Locale;

/** Formats numbers for people, in few columns. */
final class Numbers {
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Numbers() {}

    static String whole(long value) {
        return value >= 10_000_000_000L
                ? String.format(Locale.ROOT, "%.3fG", value / 1e9)
                : String.format(Locale.ROOT, "%,d", value);
    }

    static String rate(double value) {
        return value > 0 && value < 10 ? String.format(Locale.ROOT, "%.1f", value) : whole(Math.round(value));
    }

    static String percent(double share) {
        return Math.round(share * 100) + "%";
    }

    static String millis(double millis) {
        if (millis < 0.005) {
            return "0 ms";
        }
        if (millis < 1) {
            return String.format(Locale.ROOT, "%.2f ms", millis);
        }
        if (millis < 10) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        }
        return millis < 10_000 ? Math.round(millis) + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1_000);
    }

    static String bytes(double bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1_000 && unit < SIZES.length - 1) {
            value /= 1_024;
            unit++;
        }
        String digits = unit > 0 && value < 10 ? String.format(Locale.ROOT, "%.1f", value) : "" + Math.round(value);
        return digits + " " + SIZES[unit];
    }

    /** Formats a part of a whole; the unit is written once if both have the same. */
    static String part(double bytes, double all) {
        String whole = bytes(all);
        String unit = whole.substring(whole.indexOf(' '));
        String used = bytes(bytes);
        return (used.endsWith(unit) ? used.substring(0, used.length() - unit.length()) : used) + " of " + whole;
    }

    /** Formats a duration in its two largest units. */
    static String duration(long millis) {
        long seconds = Math.max(0, millis / 1_000);
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m" + seconds % 60 + "s";
        }
        return seconds < 86_400
                ? seconds / 3_600 + "h" + seconds / 60 % 60 + "m"
                : seconds / 86_400 + "d" + seconds / 3_600 % 24 + "h";
    }
}
