package io.dengine.bench.compare;

import io.dengine.bench.report.Spread;
import io.dengine.bench.report.Table;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The figures as text: a block for each line of the comparison, a row for each side. */
final class ResultTable {
    private static final List<String> HEADER = List.of(
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
                        ops.get().text("%,.0f"),
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
                .map(ratio -> ratio.text("%.2f") + " x " + peer)
                .orElse("");
    }

    private String median(Side side, Line line, ToDoubleFunction<Figures> figure, String format) {
        return results.spread(side.name(), line, figure)
                .map(spread -> spread.medianText(format))
                .orElse("");
    }

    /** Returns the table of one line of the comparison. */
    Table table(Line line) {
        return new Table(HEADER, rows(line));
    }

    void print(PrintStream out) {
        for (Line line : results.lines()) {
            out.println();
            out.println(line.title());
            table(line).print(out);
        }
    }
}
