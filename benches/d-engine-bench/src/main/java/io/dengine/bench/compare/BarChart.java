package io.dengine.bench.compare;

import java.util.List;
import java.util.Locale;

/**
 * A chart of horizontal bars in groups, as a self-contained SVG image: a bar shows the median, a thin line over it the
 * range from the smallest to the largest figure.
 */
final class BarChart {
    private static final int WIDTH = 900;
    private static final int LABELS = 210;
    private static final int VALUES = 130;
    private static final int BAR = 16;
    private static final int GAP = 4;
    private static final int GROUP_GAP = 34;
    private static final int TOP = 52;
    private static final List<String> COLOURS =
            List.of("#1f5fa8", "#6ba3dd", "#1d7f5f", "#6fc2a4", "#c2571a", "#7a5195", "#8a8a8a");

    private final String title;
    private final String unit;
    private final List<Group> groups;

    /** A heading and its bars. */
    record Group(String title, List<Bar> bars) {}

    /**
     * One bar.
     *
     * @param colour the index of a colour; the same for the same side in all groups
     */
    record Bar(String label, Spread figure, int colour) {}

    /** @param unit the unit of the figures, printed below the title */
    BarChart(String title, String unit, List<Group> groups) {
        this.title = title;
        this.unit = unit;
        this.groups = groups.stream().filter(group -> !group.bars().isEmpty()).toList();
    }

    String svg() {
        double largest = groups.stream()
                .flatMap(group -> group.bars().stream())
                .mapToDouble(bar -> bar.figure().max())
                .max()
                .orElse(1);
        double scale = (WIDTH - LABELS - VALUES) / Math.max(largest, 1e-9);
        StringBuilder body = new StringBuilder();
        int y = TOP;
        for (Group group : groups) {
            y += GROUP_GAP;
            body.append(text(LABELS, y - 8, "font-weight=\"bold\"", group.title()));
            for (Bar bar : group.bars()) {
                body.append(bar(bar, y, scale));
                y += BAR + GAP;
            }
        }
        int height = y + GROUP_GAP / 2;
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                                + " role=\"img\" font-family=\"sans-serif\" font-size=\"12\">%n",
                        WIDTH,
                        height,
                        WIDTH,
                        height)
                + "<title>" + escaped(title) + "</title>\n"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
                + text(16, 24, "font-size=\"17\" font-weight=\"bold\"", title)
                + text(16, 44, "fill=\"#555555\"", unit)
                + body
                + "</svg>\n";
    }

    private static String bar(Bar bar, int y, double scale) {
        Spread figure = bar.figure();
        double end = LABELS + figure.median() * scale;
        double low = LABELS + figure.min() * scale;
        double high = LABELS + figure.max() * scale;
        int middle = y + BAR / 2;
        String colour = COLOURS.get(bar.colour() % COLOURS.size());
        return text(LABELS - 8, y + 12, "text-anchor=\"end\"", bar.label())
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
                + text((int) Math.max(end, high) + 8, y + 12, "", shown(figure.median()));
    }

    /** Formats a figure with about three significant digits. */
    static String shown(double figure) {
        if (figure >= 100) {
            return String.format(Locale.ROOT, "%,.0f", figure);
        }
        return String.format(Locale.ROOT, figure >= 10 ? "%.1f" : "%.2f", figure);
    }

    private static String text(int x, int y, String attributes, String content) {
        return "<text x=\"" + x + "\" y=\"" + y + "\" " + attributes + ">" + escaped(content) + "</text>\n";
    }

    private static String escaped(String content) {
        return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
