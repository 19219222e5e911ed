package io.dengine.simulator.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.simulator.run.Simulation.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole nodes under faults. {@code -Dsim.seeds=N} and {@code -Dsim.from=S} choose the number of new seeds and the
 * first; {@code scripts/simulate} runs more of them.
 */
class SimulationTest {
    private static final long SEEDS = Long.getLong("sim.seeds", 200);
    private static final long FROM = Long.getLong("sim.from", 1);

    @Test
    void freshSeedsKeepEveryPromise() {
        List<String> failures = LongStream.range(FROM, FROM + SEEDS)
                .parallel()
                .mapToObj(Simulation::run)
                .filter(result -> result.failure() != null)
                .map(SimulationTest::describe)
                .toList();
        assertThat(failures).isEmpty();
    }

    /** Runs seeds that once found faults; the file describes them. */
    @TestFactory
    Stream<DynamicTest> seedsOfOldFaults() {
        return regressionSeeds().stream()
                .map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Result result = Simulation.run(seed);
                    assertThat(result.failure()).as(describe(result)).isNull();
                }));
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed = FROM; seed < FROM + Math.min(SEEDS, 8); seed++) {
            assertThat(Simulation.run(seed).traceHash())
                    .as("seed %d", seed)
                    .isEqualTo(Simulation.run(seed).traceHash());
        }
    }

    /** The work of RocksDB in the background must not change a run. */
    @Test
    void theSameSeedGivesTheSameRunOnDisk() {
        long seed = LongStream.range(FROM, FROM + 1_000)
                .filter(one -> StoreKind.of(one) == StoreKind.ROCKSDB)
                .findFirst()
                .orElseThrow();
        Result result = Simulation.run(seed);
        assertThat(result.failure()).as(describe(result)).isNull();
        assertThat(Simulation.run(seed).traceHash()).as("seed %d", seed).isEqualTo(result.traceHash());
    }

    @Test
    void anotherSeedGivesAnotherRun() {
        assertThat(Simulation.run(FROM).traceHash())
                .isNotEqualTo(Simulation.run(FROM + 1).traceHash());
    }

    private static List<Long> regressionSeeds() {
        try {
            return Files.readAllLines(Path.of("src", "test", "resources", "regression-seeds.txt")).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Long.parseLong(line.split(" ")[0]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String describe(Result result) {
        return "seed " + result.seed() + ": " + result.failure() + "; replay: scripts/simulate --seed " + result.seed();
    }
}
