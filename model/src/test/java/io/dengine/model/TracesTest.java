package io.dengine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.simulator.run.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The model allows the steps of simulated clusters; {@code scripts/model traces} compares more of them. */
class TracesTest {
    private static final int SEEDS = 3;
    private static final int LINES = 800;

    @TempDir
    Path scratch;

    private static LongStream seeds() {
        return LongStream.iterate(1, seed -> seed + 1)
                .filter(Simulation::isComparable)
                .limit(SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_run_is_a_behaviour_of_the_specification(long seed) throws IOException, InterruptedException {
        Traces traces = new Traces(new ModelChecker(Path.of("tla"), scratch, 1), LINES);
        Traces.Verdict verdict = traces.compare(seed);
        System.out.println(verdict);
        assertThat(verdict.isAccepted())
                .as(verdict + "\n" + verdict.outcome().text())
                .isTrue();
    }
}
