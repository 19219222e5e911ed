package io.dengine.bench.steady;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bench.report.Table;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageTableTest {
    @Test
    void theThreadsThatTakeMostComeFirstAndTheSmallOnesTogether() {
        StageTable.Times puts = new StageTable.Times(Map.of("core", 1.5, "tiny", 0.02), Map.of("apply", 2.0));
        Table table = StageTable.of(List.of("put"), List.of(puts));

        assertThat(table.header()).containsExactly("CPU us per call", "put, leader", "follower");
        assertThat(table.rows())
                .containsExactly(
                        List.of("apply", "0.00", "2.00"),
                        List.of("core", "1.50", "0.00"),
                        List.of("others", "0.02", "0.00"),
                        List.of("all", "1.52", "2.00"));
    }
}
