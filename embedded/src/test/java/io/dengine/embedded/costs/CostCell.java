package io.dengine.embedded.costs;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A cell of the table: a figure as it was measured, {@code 1,234}, or with a limit of its own, {@code 2.96 (max 3.06)}.
 *
 * @param limit null where {@link #MARGIN} determines the limit
 */
record CostCell(Figure figure, double measured, @Nullable Double limit) {
    /** The factor by which a figure without a limit of its own may exceed the table. */
    static final double MARGIN = 1.25;

    /** The part of the figure in the table below which the table would no longer tell what the operation costs. */
    private static final double OUTDATED = 0.5;

    private static final Pattern TEXT = Pattern.compile("([0-9.,]+)(?: \\(max ([0-9.,]+)\\))?");

    static CostCell parse(Figure figure, String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a cell of the table: '" + text + "'");
        }
        String limit = parts.group(2);
        return new CostCell(figure, number(parts.group(1)), limit == null ? null : number(limit));
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace(",", ""));
    }

    /** Returns the greatest figure that passes. */
    double most() {
        Double own = limit;
        return own == null ? Math.max(measured * MARGIN, measured + figure.slack()) : own;
    }

    /** Returns whether {@code now} is so little that the table would have to say so; never if this has a limit. */
    boolean isOutdatedBy(double now) {
        return limit == null && now < measured * OUTDATED - figure.slack();
    }

    /** Returns the text of this cell once the figure is {@code now}. */
    String textOf(double now) {
        Double own = limit;
        return own == null ? text(now) : text(now) + " (max " + text(own) + ")";
    }

    /** Returns {@code value} as the table writes it. */
    String text(double value) {
        String text = String.format(Locale.ROOT, "%,." + figure.decimals() + "f", value);
        return Double.parseDouble(text.replace(",", "")) == 0 ? "0" : text;
    }
}
