package io.dengine.bench.curves;

import io.dengine.bench.report.LineChart;
import io.dengine.bench.report.Spread;
import io.dengine.bench.report.Table;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The figures of curves as tables and charts. */
final class CurveTables {
    private final Samples samples;

    CurveTables(Samples samples) {
        this.samples = samples;
    }

    /** Returns a table for each operation of a curve, by its name: a row for each point. */
    Map<String, Table> tables(Axis axis) {
        Map<String, Table> tables = new LinkedHashMap<>();
        samples.operations(axis).forEach(operation -> tables.put(operation, table(axis, operation)));
        return tables;
    }

    private Table table(Axis axis, String operation) {
        List<Figure> figures = Arrays.stream(Figure.values())
                // The bytes are a constant multiple of the calls unless the curve draws them.
                .filter(figure -> figure != Figure.MEGABYTES || axis.draws(figure))
                .filter(figure -> samples.has(axis, operation, figure))
                .toList();
        List<String> header = new ArrayList<>(List.of(axis.quantity()));
        figures.forEach(figure -> header.add(figure.title() + (figure.isSpreadShown() ? " (min..max)" : "")));
        List<List<String>> rows = new ArrayList<>();
        for (Point point : axis.points()) {
            long failures = samples.failures(axis, point, operation);
            List<String> row = new ArrayList<>();
            row.add(point.label() + (failures == 0 ? "" : " [" + failures + " failed]"));
            for (Figure figure : figures) {
                row.add(samples.spread(axis, point, operation, figure)
                        .map(spread -> cell(figure, spread))
                        .orElse(""));
            }
            rows.add(row);
        }
        return new Table(header, rows);
    }

    private static String cell(Figure figure, Spread spread) {
        return figure.isSpreadShown() ? spread.text(figure.format()) : spread.medianText(figure.format());
    }

    void print(List<Axis> axes, PrintStream out) {
        for (Axis axis : axes) {
            tables(axis).forEach((operation, table) -> {
                out.println();
                out.println(axis.title() + ": " + operation);
                table.print(out);
            });
        }
    }

    LineChart chart(Axis axis) {
        Map<Double, LineChart.Tick> ticks = new LinkedHashMap<>();
        axis.points().forEach(point -> ticks.putIfAbsent(point.x(), new LineChart.Tick(point.x(), point.label())));
        List<LineChart.Panel> panels = axis.panels().stream()
                .map(panel -> new LineChart.Panel(panel.title(), lines(axis, panel)))
                .toList();
        return new LineChart(axis.title(), axis.quantity(), List.copyOf(ticks.values()), panels);
    }

    /** Returns a line for each operation, variant and figure; dashed from the second figure on. */
    private List<LineChart.Line> lines(Axis axis, Axis.Panel panel) {
        List<String> variants =
                axis.points().stream().map(Point::variant).distinct().toList();
        List<String> drawn = drawn(axis, panel);
        List<LineChart.Line> lines = new ArrayList<>();
        int colour = 0;
        for (String operation : samples.operations(axis)) {
            for (String variant : variants) {
                for (Figure figure : drawn.contains(operation) ? panel.figures() : List.<Figure>of()) {
                    List<LineChart.Dot> dots = dots(axis, operation, variant, figure);
                    if (!dots.isEmpty()) {
                        String label = label(
                                drawn.size() > 1 ? operation : "",
                                panel.figures().size() > 1 ? figure.title() : "",
                                variant);
                        boolean dashed = figure != panel.figures().get(0);
                        lines.add(new LineChart.Line(label.isEmpty() ? operation : label, colour, dashed, dots));
                    }
                }
                // An operation has the same colour in all panels; every other colour of the charts is a pale one.
                colour += 2;
            }
        }
        return lines;
    }

    /** Returns the operations that a panel shows and that have one of its figures. */
    private List<String> drawn(Axis axis, Axis.Panel panel) {
        return samples.operations(axis).stream()
                .filter(panel::shows)
                .filter(operation -> panel.figures().stream().anyMatch(figure -> samples.has(axis, operation, figure)))
                .toList();
    }

    private static String label(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    }

    private List<LineChart.Dot> dots(Axis axis, String operation, String variant, Figure figure) {
        List<LineChart.Dot> dots = new ArrayList<>();
        for (Point point : axis.points()) {
            Optional<Spread> spread = samples.spread(axis, point, operation, figure);
            if (point.variant().equals(variant) && spread.isPresent()) {
                dots.add(new LineChart.Dot(point.x(), spread.get()));
            }
        }
        return dots;
    }
}
