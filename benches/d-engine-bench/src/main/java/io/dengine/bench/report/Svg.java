package io.dengine.bench.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;

/** The common parts of charts: self-contained SVG images with a title, in one set of colours. */
final class Svg {
    static final int WIDTH = 900;
    private static final List<String> COLOURS =
            List.of("#1f5fa8", "#6ba3dd", "#1d7f5f", "#6fc2a4", "#c2571a", "#7a5195", "#8a8a8a");

    private Svg() {}

    /**
     * Returns an image.
     *
     * @param unit a line below the title
     * @param body the elements below both
     */
    static String image(int height, String title, String unit, CharSequence body) {
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

    /** Returns a colour by its index; there are seven, then they repeat. */
    static String colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    static String text(int x, int y, String attributes, String content) {
        return "<text x=\"" + x + "\" y=\"" + y + "\" " + attributes + ">" + escaped(content) + "</text>\n";
    }

    private static String escaped(String content) {
        return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Formats a figure with about three significant digits. */
    static String shown(double figure) {
        if (figure >= 100) {
            return String.format(Locale.ROOT, "%,.0f", figure);
        }
        return String.format(Locale.ROOT, figure >= 10 ? "%.1f" : "%.2f", figure);
    }

    /** Formats a round figure, as at the marks of an axis, without digits that are zero. */
    static String round(double figure) {
        return new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(figure);
    }
}
