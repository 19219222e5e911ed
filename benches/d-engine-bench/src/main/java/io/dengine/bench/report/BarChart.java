package io.dengine.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * A chart of horizontal bars in groups, as a self-contained SVG image: a bar shows the median, a thin line over it the
 * range from the smallest to the largest figure.
 */
public final class BarChart {
    private static final int LABELS = 210;
    private static final int VALUES = 130;
    private static final int BAR = 16;
    private static final int GAP = 4;
    private static final int GROUP_GAP = 34;
    private static final int TOP = 52;

    private final String title;
    private final String unit;
    private final List<Group> groups;

    /** A heading and its bars. */
    public record Group(String title, List<Bar> bars) {}

    /**
     * One bar.
     *
     * @param colour the index of a colour; the same for the same side in all groups
     */
    public record Bar(String label, Spread figure, int colour) {}

    /** @param unit the unit of the figures, printed below the title */
    public BarChart(String title, String unit, List<Group> groups) {
        this.title = title;
        this.unit = unit;
        this.groups = groups.stream().filter(group -> !group.bars().isEmpty()).toList();
    }

    /** Returns the image. */
    public String svg() {
        double largest = groups.stream()
                .flatMap(group -> group.bars().stream())
                .mapToDouble(bar -> bar.figure().max())
                .max()
                .orElse(1);
        double scale = (Svg.WIDTH - LABELS - VALUES) / Math.max(largest, 1e-9);
        StringBuilder body = new StringBuilder();
        int y = TOP;
        for (Group group : groups) {
            y += GROUP_GAP;
            body.append(Svg.text(LABELS, y - 8, "font-weight=\"bold\"", group.title()));
            for (Bar bar : group.bars()) {
                body.append(bar(bar, y, scale));
                y += BAR + GAP;
            }
        }
        int height = y + GROUP_GAP / 2;
        return Svg.image(height, title, unit, body);
    }

    private static String bar(Bar bar, int y, double scale) {
        Spread figure = bar.figure();
        double end = LABELS + figure.median() * scale;
        double low = LABELS + figure.min() * scale;
        double high = LABELS + figure.max() * scale;
        int middle = y + BAR / 2;
        String colour = Svg.colour(bar.colour());
        return Svg.text(LABELS - 8, y + 12, "text-anchor=\"end\"", bar.label())
                + String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
                                + "<path d=\"M%.1f %dH%.1fM%.1f %dv8M%.1f %dv8\" stroke=\"#222222\" fill=\"none\"/>%n",
                        LABELS,
                        y,
                        Math.max(0.5, end - LABELS),
                        BAR,
                        colour,
                        low,
                        middle,
                        high,
                        low,
                        middle - 4,
                        high,
                        middle - 4)
                + Svg.text((int) Math.max(end, high) + 8, y + 12, "", Svg.shown(figure.median()));
    }
}
