package io.dengine.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bench.cluster.Launcher;
import io.dengine.bench.cluster.Operation;
import io.dengine.bench.report.Spread;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final Line PUTS = new Line(Operation.PUT, 1_000, false);
    private static final Launcher NO_LAUNCHER = new EtcdLauncher(Path.of("none"));

    private final Results results = new Results();

    private void add(int round, String side, double ops, long failures) {
        Figures figures = new Figures(ops, 10, 20, failures, 1.5, 3, 400, 2);
        results.add(new Results.Sample(round, side, PUTS, figures));
    }

    @Test
    void aRatioIsMadeOfFiguresOfOneRound() {
        add(1, "ours", 100, 0);
        add(1, "theirs", 50, 0);
        add(2, "theirs", 10, 0);
        add(2, "ours", 90, 0);
        add(3, "ours", 1_000_000, 0);
        assertThat(results.ratio("ours", "theirs", PUTS)).contains(new Spread(5.5, 2, 9));
    }

    @Test
    void aSideWithoutItsPeerHasNoRatio() {
        add(1, "ours", 100, 0);
        assertThat(results.ratio("ours", "theirs", PUTS)).isEmpty();
        assertThat(results.spread("theirs", PUTS, Figures::opsPerSecond)).isEmpty();
    }

    @Test
    void aRowHasMediansSpreadsAndFailures() {
        add(1, "ours", 1_000, 2);
        add(2, "ours", 3_000, 1);
        add(1, "theirs", 500, 0);
        Side ours = new Side("ours", "", "theirs", NO_LAUNCHER);
        assertThat(new ResultTable(results, List.of(ours)).rows(PUTS))
                .containsExactly(List.of(
                        "ours [3 failed]",
                        "2,000 (1,000..3,000)",
                        "10",
                        "20",
                        "1.50",
                        "3.0",
                        "400",
                        "2.0",
                        "2.00 (2.00..2.00) x theirs"));
    }
}
