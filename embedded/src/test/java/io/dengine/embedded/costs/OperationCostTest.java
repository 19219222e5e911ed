package io.dengine.embedded.costs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table in {@code docs/performance.md} tells what operations cost; {@code -Ddocs.rewrite=true} writes its figures
 * again. Nothing here depends on the speed of the machine.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class OperationCostTest {
    private static final Path PAGE = Path.of("../docs/performance.md");
    private static final int PATIENCE_MINUTES = 12;

    private static final String EXAMPLE = """
            | Operation | Nodes | Callers | A | B | C | D | E | F | G |
            |---|---|---|---|---|---|---|---|---|---|
            | a put | 3 | 1 | 1,000 | 2.90 (max 3.06) | 1.00 | 336 | 0 | 0 | 0 |
            | a put | 3 | 9 | 700 | 0.10 | 0.10 | 336 | 0 | 0 | 0 |
            """;

    private static final CostRow ONE = put(1, 1_000, 2.9, 0);
    private static final CostRow SEVERAL = put(9, 700, 0.1, 0);

    @TempDir
    Path directory;

    @Test
    void no_operation_costs_more_than_the_table_says_nor_much_less() throws Exception {
        List<CostRow> measured = measure();
        CostTable table = new CostTable(Files.readString(PAGE));
        if (Boolean.getBoolean("docs.rewrite")) {
            Files.writeString(PAGE, table.rewritten(measured));
            table = new CostTable(Files.readString(PAGE));
        }
        assertThat(table.objections(measured))
                .as("docs/performance.md says what an operation costs. If a change is meant to cost this, write the"
                        + " table again with -Ddocs.rewrite=true and say why in the commit")
                .isEmpty();
    }

    /** Measures in a process with fixed settings; its first compiler leaves all allocations where the code has them. */
    private List<CostRow> measure() throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xms256m",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MeasuringProcess.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as("whether the process ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines.stream().filter(CostRow::isLine).map(CostRow::ofLine).toList();
    }

    private static CostRow put(int callers, double allocated, double writes, double messages) {
        Costs costs = Costs.of(figure -> switch (figure) {
            case ALLOCATED -> allocated;
            case LOG_WRITES -> writes;
            case FORCES -> 1;
            case LOGGED -> 336;
            case MESSAGES -> messages;
            case APPENDS, SENT -> 0;
        });
        return CostRow.ofLine(new CostRow("a put", 3, callers, costs).toLine());
    }

    private static List<String> objections(CostRow withOneCaller, CostRow withSeveral) {
        return new CostTable(EXAMPLE).objections(List.of(withOneCaller, withSeveral));
    }

    @Test
    void a_figure_may_exceed_the_table_by_a_margin_or_up_to_a_limit_of_its_own() {
        assertThat(objections(ONE, SEVERAL)).isEmpty();
        assertThat(objections(put(1, 1_250, 3.06, 0.1), SEVERAL)).isEmpty();
        assertThat(objections(put(1, 1_251, 2.9, 0), SEVERAL))
                .containsExactly("a put with nodes=3 callers=1 costs 1,251 allocated bytes, which is more than 1,250");
        assertThat(objections(put(1, 1_000, 3.07, 0), SEVERAL))
                .containsExactly("a put with nodes=3 callers=1 costs 3.07 log writes, which is more than 3.06");
        assertThat(objections(put(1, 1_000, 2.9, 0.5), SEVERAL))
                .containsExactly("a put with nodes=3 callers=1 costs 0.50 messages, which is more than 0.10");
    }

    @Test
    void an_operation_of_several_callers_may_cost_as_much_as_that_of_one() {
        assertThat(objections(ONE, put(9, 1_250, 3.06, 0.1))).isEmpty();
        assertThat(objections(ONE, put(9, 0, 0, 0))).isEmpty();
        assertThat(objections(ONE, put(9, 1_251, 0.1, 0)))
                .containsExactly("a put with nodes=3 callers=9 costs 1,251 allocated bytes, which is more than 1,250");
    }

    @Test
    void a_figure_far_below_the_table_makes_the_table_false() {
        assertThat(objections(put(1, 500, 1, 0), SEVERAL)).isEmpty();
        assertThat(objections(put(1, 400, 1, 0), SEVERAL))
                .containsExactly(
                        "a put with nodes=3 callers=1 costs 400 allocated bytes, and the table still says 1,000");
    }

    @Test
    void the_table_has_all_rows_that_are_measured_and_no_others() {
        CostRow other = new CostRow("a get", 1, 1, Costs.of(figure -> 0));
        assertThat(new CostTable(EXAMPLE).objections(List.of(ONE, other)))
                .containsExactly(
                        "a get with nodes=1 callers=1 is not in the table",
                        "nothing was measured for the row a put | 3 | 9");
    }

    @Test
    void a_table_that_is_written_again_keeps_its_limits() {
        CostRow row = new CostRow("a put", 3, 1, Costs.of(figure -> 1_234));
        assertThat(new CostTable(EXAMPLE).rewritten(List.of(row)))
                .isEqualTo(EXAMPLE.replace(
                        "1,000 | 2.90 (max 3.06) | 1.00 | 336 | 0 | 0 | 0",
                        "1,234 | 1,234.00 (max 3.06) | 1,234.00 | 1,234 | 1,234.00 | 1,234.00 | 1,234"));
    }
}
