package io.dengine.bench.curves;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bench.report.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurveReportTest {
    private static final Shape SHAPE = Shape.usual(1_000);
    private static final Point TEN = new Point(10, "10 & more", SHAPE);
    private static final Point THOUSAND = new Point(1_000, "1,000", SHAPE);
    private static final Point OTHER = new Point(1_000, "1,000 of one key", "one key", SHAPE);
    private static final Axis AXIS = new Axis(
            "things",
            "The number of things",
            "things",
            "About things.",
            List.of(TEN, THOUSAND, OTHER),
            List.of(Task.PUT),
            true,
            List.of(
                    new Axis.Panel("Calls per second", Figure.CALLS),
                    new Axis.Panel("Latency", Figure.P50, Figure.P99),
                    new Axis.Panel("Restart", Figure.RESTART)));

    private final Samples samples = new Samples();

    @TempDir
    Path directory;

    @BeforeEach
    void measure() {
        for (int round = 1; round <= 3; round++) {
            for (Point point : AXIS.pointsOf(round)) {
                add(round, point, "put", Map.of(Figure.CALLS, 1_000.0 * round, Figure.P50, 5.0, Figure.P99, 9.0), 1);
            }
        }
        add(1, TEN, Axis.NODE, Map.of(Figure.RESTART, 1.5), 0);
    }

    private void add(int round, Point point, String operation, Map<Figure, Double> figures, long failures) {
        samples.add(new Samples.Sample(round, AXIS.name(), point, new PointRun.Row(operation, figures, failures)));
    }

    private String written() throws IOException {
        CurveReport.Head head =
                new CurveReport.Head("make curves", List.of("Processor: two"), List.of("round 2: it failed"));
        new CurveReport(samples, List.of(AXIS)).write(directory, head);
        return Files.readString(directory.resolve("README.md"));
    }

    @Test
    void figuresAreMediansOfTheRounds() {
        assertThat(samples.spread(AXIS, TEN, "put", Figure.CALLS)).contains(new Spread(2_000, 1_000, 3_000));
        assertThat(samples.spread(AXIS, TEN, "put", Figure.RESTART)).isEmpty();
        assertThat(samples.spread(AXIS, THOUSAND, Axis.NODE, Figure.RESTART)).isEmpty();
        assertThat(samples.failures(AXIS, TEN, "put")).isEqualTo(3);
    }

    @Test
    void thePageHasTablesAndProblems() throws IOException {
        assertThat(written())
                .contains("`make curves`", "- Processor: two", "- round 2: it failed", "About things.", "(things.svg)")
                .contains("| things | calls/s (min..max) | p50 µs | p99 µs (min..max) |")
                .contains("| 10 & more [3 failed] | 2,000 (1,000..3,000) | 5 | 9 (9..9) |")
                .contains("### The number of things: a node")
                .contains("| 10 & more | 1.50 (1.50..1.50) |");
    }

    @Test
    void notesAreIncludedAndKept() throws IOException {
        String notes = "Not shown.\n\n## things\n\nA knee.\n\n## others\n\nNo such curve.\n";
        Files.writeString(directory.resolve("notes.md"), notes);
        assertThat(written())
                .contains("(things.svg)\n\nA knee.\n\n### The")
                .doesNotContain("Not shown", "No such curve");
        assertThat(directory.resolve("notes.md")).hasContent(notes);
    }

    @Test
    void theFileOfAllFiguresHasALineForEachMeasurement() throws IOException {
        String unused = written();
        List<String> lines = Files.readAllLines(directory.resolve("figures.csv"));
        assertThat(lines).hasSize(1 + 3 * 3 + 1);
        assertThat(lines.get(0)).startsWith("round,curve,x,point,operation,failures,calls_per_second,");
        assertThat(lines.get(1)).startsWith("1,things,10,\"10 & more\",\"put\",1,1000.000,,,5.000,9.000,,");
    }

    @Test
    void theChartHasALineForEachOperationFigureAndVariant() throws IOException {
        String unused = written();
        String svg = Files.readString(directory.resolve("things.svg"));
        assertThat(svg.split("<circle", -1)).hasSize(1 + 3 + 6 + 1);
        assertThat(svg).contains(">put<", ">one key<", ">p50 µs<", ">p99 µs, one key<", ">a node<", "stroke-dasharray");
    }
}
