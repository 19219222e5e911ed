package io.dengine.bench.compare;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The figures as text: a block for each line of the comparison, a row for each side. */
final class ResultTable {
    static final List<String> HEADER = List.of(
            "side",
            "calls/s (min..max)",
            "p50 µs",
            "p99 µs",
            "servers' CPU s",
            "CPU µs/call",
            "peak MiB",
            "client µs/call",
            "ratio (min..max)");

    private final Results results;
    private final List<Side> sides;

    ResultTable(Results results, List<Side> sides) {
        this.results = results;
        this.sides = List.copyOf(sides);
    }

    /** Returns the rows of one line of the comparison; a side without the operation has none. */
    List<List<String>> rows(Line line) {
        List<List<String>> rows = new ArrayList<>();
        for (Side side : sides) {
            Optional<Spread> ops = results.spread(side.name(), line, Figures::opsPerSecond);
            if (ops.isPresent()) {
                rows.add(List.of(
                        side.name() + failures(side, line),
                        spread(ops.get(), "%,.0f"),
                        median(side, line, Figures::p50Micros, "%,.0f"),
                        median(side, line, Figures::p99Micros, "%,.0f"),
                        median(side, line, Figures::serverCpuSeconds, "%.2f"),
                        median(side, line, Figures::serverCpuMicrosPerCall, "%,.1f"),
                        median(side, line, Figures::serverPeakMegabytes, "%,.0f"),
                        median(side, line, Figures::clientCpuMicrosPerCall, "%,.1f"),
                        ratio(side, line)));
            }
        }
        return rows;
    }

    private String failures(Side side, Line line) {
        long failures = results.failures(side.name(), line);
        return failures == 0 ? "" : " [" + failures + " failed]";
    }

    private String ratio(Side side, Line line) {
        String peer = side.peer();
        if (peer == null) {
            return "";
        }
        return results.ratio(side.name(), peer, line)
                .map(ratio -> spread(ratio, "%.2f") + " x " + peer)
                .orElse("");
    }

    private String median(Side side, Line line, ToDoubleFunction<Figures> figure, String format) {
        return results.spread(side.name(), line, figure)
                .map(spread -> text(format, spread.median()))
                .orElse("");
    }

    private static String spread(Spread spread, String format) {
        return text(format, spread.median()) + " (" + text(format, spread.min()) + ".." + text(format, spread.max())
                + ")";
    }

    private static String text(String format, double figure) {
        return String.format(Locale.ROOT, format, figure);
    }

    void print(PrintStream out) {
        for (Line line : results.lines()) {
            out.println();
            out.println(line.title());
            List<List<String>> rows = new ArrayList<>(List.of(HEADER));
            rows.addAll(rows(line));
            for (List<String> row : rows) {
                StringBuilder text = new StringBuilder("  ");
                for (int column = 0; column < row.size(); column++) {
                    int at = column;
                    int width = rows.stream()
                            .mapToInt(any -> any.get(at).length())
                            .max()
                            .orElse(0);
                    String padding = " ".repeat(width - row.get(column).length());
                    text.append(column == 0 ? row.get(column) + padding : padding + row.get(column))
                            .append("  ");
                }
                out.println(text.toString().stripTrailing());
            }
        }
    }
}
