package io.dengine.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Table TABLE =
            new Table(List.of("side", "calls/s"), List.of(List.of("a long name", "7"), List.of("b", "12,345")));

    @Test
    void columnsAreAligned() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TABLE.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("  side         calls/s", "  a long name        7", "  b             12,345");
    }

    @Test
    void markdownHasAnAlignmentForEachColumn() {
        assertThat(TABLE.markdown()).isEqualTo("| side | calls/s |\n|---|---:|\n| a long name | 7 |\n| b | 12,345 |\n");
    }

    @Test
    void aSpreadHasMedianSmallestAndLargest() {
        assertThat(Spread.of(3, 1, 2).text("%.0f")).isEqualTo("2 (1..3)");
        assertThat(Spread.of(4_000, 1_000).medianText("%,.0f")).isEqualTo("2,500");
    }
}
