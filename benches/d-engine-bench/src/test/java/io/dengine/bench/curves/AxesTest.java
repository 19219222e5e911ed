package io.dengine.bench.curves;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AxesTest {
    private static final List<Axis> FULL = Axes.all(Settings.full(false));

    private static Axis named(List<Axis> axes, String name) {
        return axes.stream()
                .filter(axis -> axis.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> labels(Axis axis) {
        return axis.points().stream().map(Point::label).toList();
    }

    @Test
    void pointsAreAscendingAndHaveNames() {
        for (Axis axis : FULL) {
            List<Point> alike = axis.points().stream()
                    .filter(point -> point.variant().isEmpty())
                    .toList();
            assertThat(alike).hasSizeGreaterThanOrEqualTo(3).isSortedAccordingTo(Comparator.comparing(Point::x));
            assertThat(labels(axis)).doesNotHaveDuplicates();
        }
    }

    @Test
    void everySecondRoundGoesBack() {
        Axis nodes = named(FULL, "nodes");
        assertThat(nodes.pointsOf(1)).extracting(Point::label).containsExactly("1", "3", "5");
        assertThat(nodes.pointsOf(2)).extracting(Point::label).containsExactly("5", "3", "1");
        assertThat(nodes.pointsOf(3)).isEqualTo(nodes.pointsOf(1));
    }

    @Test
    void theBytesInFlightAndInMemoryAreBounded() {
        Axis sizes = named(FULL, "value-size");
        assertThat(labels(sizes)).containsExactly("16 B", "256 B", "4 KiB", "64 KiB", "1 MiB");
        assertThat(sizes.points())
                .extracting(point -> point.shape().clients())
                .containsExactly(1000, 1000, 1000, 256, 16);
        assertThat(sizes.points())
                .allMatch(
                        point -> (long) point.shape().clients() * point.shape().valueSize() <= 16 << 20)
                .allMatch(point -> (long) point.shape().keys() * point.shape().valueSize() <= 256 << 20);
    }

    @Test
    void tenMillionKeysAreOnlyMeasuredOnRequest() {
        assertThat(labels(named(FULL, "keys"))).containsExactly("10,000", "100,000", "1,000,000");
        assertThat(labels(named(Axes.all(Settings.full(true)), "keys"))).endsWith("10,000,000");
    }

    @Test
    void aQuickRunMeasuresEverySecondPoint() {
        List<Axis> quick = Axes.all(Settings.quick(false));
        assertThat(labels(named(quick, "clients"))).containsExactly("1", "100", "10,000");
        assertThat(labels(named(quick, "watchers"))).containsExactly("0", "1,000", "1,000 of one key");
    }

    @Test
    void allWatchesFitTheKeys() {
        for (Settings settings : List.of(Settings.full(false), Settings.quick(false))) {
            for (Point point : named(Axes.all(settings), "watchers").points()) {
                Shape shape = point.shape();
                for (int i = 0; i < shape.watching().count(); i += 99) {
                    assertThat(shape.watching().request(i, shape.keySource())).isNotNull();
                }
            }
        }
    }

    @Test
    void aCurveThatDoesNotExistIsWrongUsage() {
        CommandLine line = new CommandLine(new CurvesCommand());
        StringWriter said = new StringWriter();
        line.setErr(new PrintWriter(said, true));
        int code = line.execute("--launcher", "x", "--data", "y", "--curve", "keys,sizes");
        assertThat(code).isEqualTo(2);
        assertThat(said.toString()).contains("value-size, keys, clients, nodes, watchers, history, not sizes");
    }
}
