package io.dengine.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A chart of lines over a logarithmic horizontal axis, as a self-contained SVG image with panels one below the other. A
 * dot shows the median, a thin line through it the range from the smallest to the largest figure. Zero has a place of
 * its own, to the left of the smallest other value.
 */
public final class LineChart {
    private static final int LEFT = 86;
    private static final int RIGHT = 210;
    private static final int TOP = 60;
    private static final int TITLE = 30;
    private static final int PLOT = 170;
    private static final int TICKS = 46;
    private static final int PADDING = 24;
    private static final int LABEL_GAP = 15;
    private static final String FAINT = "#dddddd";

    private final String title;
    private final String quantity;
    private final List<Tick> ticks;
    private final List<Panel> panels;

    /** A value of the horizontal axis, from 0, and its name. */
    public record Tick(double x, String label) {}

    /** A part of the chart with a vertical axis of its own. */
    public record Panel(String title, List<Line> lines) {
        public Panel {
            lines = List.copyOf(lines);
        }

        private Scale scale() {
            double[] figures = lines.stream()
                    .flatMap(line -> line.dots().stream())
                    .flatMapToDouble(dot ->
                            DoubleStream.of(dot.figure().min(), dot.figure().max()))
                    .toArray();
            return Scale.of(figures);
        }
    }

    /**
     * One line.
     *
     * @param colour the index of a colour
     * @param dots in the order in which they are joined
     */
    public record Line(String label, int colour, boolean dashed, List<Dot> dots) {
        public Line {
            dots = List.copyOf(dots);
        }
    }

    /** A figure at a value of the horizontal axis. */
    public record Dot(double x, Spread figure) {}

    private record Label(String text, int colour, double y) {}

    /** @param quantity the name and unit of the horizontal axis */
    public LineChart(String title, String quantity, List<Tick> ticks, List<Panel> panels) {
        this.title = title;
        this.quantity = quantity;
        this.ticks = List.copyOf(ticks);
        this.panels = panels.stream().filter(panel -> !panel.lines().isEmpty()).toList();
    }

    /** Returns the image. */
    public String svg() {
        StringBuilder body = new StringBuilder();
        int y = TOP;
        for (Panel panel : panels) {
            body.append(panel(panel, y + TITLE));
            y += TITLE + PLOT + TICKS;
        }
        return Svg.image(y, title, quantity + ", logarithmic", body);
    }

    private StringBuilder panel(Panel panel, int top) {
        Scale scale = panel.scale();
        StringBuilder text = new StringBuilder();
        text.append(Svg.text(
                16, top - 12, "font-weight=\"bold\"", panel.title() + (scale.logarithmic() ? ", logarithmic" : "")));
        for (double figure : scale.ticks()) {
            double y = height(top, scale, figure);
            text.append(path(FAINT, 1, "", move(LEFT, y) + "H" + (Svg.WIDTH - RIGHT)))
                    .append(Svg.text(LEFT - 8, (int) y + 4, "text-anchor=\"end\"", Svg.round(figure)));
        }
        for (Tick tick : ticks) {
            double x = across(tick.x());
            text.append(path(FAINT, 1, "", move(x, top) + "V" + (top + PLOT)))
                    .append(Svg.text((int) x, top + PLOT + 18, "text-anchor=\"middle\"", tick.label()));
        }
        List<Label> labels = new ArrayList<>();
        for (Line line : panel.lines()) {
            text.append(line(line, top, scale));
            Dot last = line.dots().get(line.dots().size() - 1);
            labels.add(new Label(
                    line.label(),
                    line.colour(),
                    height(top, scale, last.figure().median())));
        }
        return text.append(labels(labels, top));
    }

    private StringBuilder line(Line line, int top, Scale scale) {
        StringBuilder joined = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        String colour = Svg.colour(line.colour());
        for (Dot dot : line.dots()) {
            double x = across(dot.x());
            double y = height(top, scale, dot.figure().median());
            joined.append(joined.isEmpty() ? move(x, y) : String.format(Locale.ROOT, "L%.1f %.1f", x, y));
            double low = height(top, scale, dot.figure().min());
            double high = height(top, scale, dot.figure().max());
            String range = move(x, low) + String.format(Locale.ROOT, "V%.1f", high) + move(x - 4, low) + "h8"
                    + move(x - 4, high) + "h8";
            dots.append(path(colour, 1, "", range))
                    .append(String.format(
                            Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n", x, y, colour));
        }
        String dashes = line.dashed() ? " stroke-dasharray=\"5 4\"" : "";
        return new StringBuilder(path(colour, 2, dashes, joined.toString())).append(dots);
    }

    /** Draws the names of the lines beside their ends, moved apart where they would cover each other. */
    private static StringBuilder labels(List<Label> labels, int top) {
        StringBuilder text = new StringBuilder();
        double lowest = top;
        List<Label> sorted =
                labels.stream().sorted(Comparator.comparingDouble(Label::y)).toList();
        for (Label label : sorted) {
            double y = Math.max(label.y() + 4, lowest);
            lowest = y + LABEL_GAP;
            text.append(Svg.text(
                    Svg.WIDTH - RIGHT + 10, (int) y, "fill=\"" + Svg.colour(label.colour()) + "\"", label.text()));
        }
        return text;
    }

    private double across(double x) {
        double[] places = ticks.stream().mapToDouble(tick -> place(tick.x())).toArray();
        double least = Arrays.stream(places).min().orElse(0);
        double most = Arrays.stream(places).max().orElse(0);
        int width = Svg.WIDTH - LEFT - RIGHT - 2 * PADDING;
        double part = most > least ? (place(x) - least) / (most - least) : 0.5;
        return LEFT + PADDING + part * width;
    }

    private double place(double x) {
        double least = ticks.stream()
                .mapToDouble(Tick::x)
                .filter(value -> value > 0)
                .min()
                .orElse(1);
        return x > 0 ? Math.log10(x) : Math.log10(least) - 1;
    }

    private static double height(int top, Scale scale, double figure) {
        return top + PLOT * (1 - scale.part(figure));
    }

    private static String move(double x, double y) {
        return String.format(Locale.ROOT, "M%.1f %.1f", x, y);
    }

    private static String path(String colour, int width, String attributes, String path) {
        return "<path d=\"" + path + "\" stroke=\"" + colour + "\" stroke-width=\"" + width + "\" fill=\"none\""
                + attributes + "/>\n";
    }
}
