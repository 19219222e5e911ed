package io.dengine.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Fuzzes each decoder for a moment; {@code scripts/fuzz} runs as long as its arguments say. */
class FuzzTest {
    private static final long SEED = 4711;
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 20_000);
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(Long.getLong("fuzz.millis", 1_000));
    private static final int FEWEST = 200;

    @TestFactory
    Stream<DynamicTest> a_decoder_returns_a_value_or_throws_what_it_declares() {
        return Targets.all().stream().map(target -> DynamicTest.dynamicTest(target.name(), () -> tries(target)));
    }

    /** Tries the same inputs in the same order in each run; a slow machine tries fewer of them. */
    private static void tries(Target target) {
        Mutator mutator = new Mutator(SEED, target.seeds());
        long startNanos = System.nanoTime();
        int count = 0;
        while (count < INPUTS && (count < FEWEST || System.nanoTime() - startNanos < MOST_NANOS)) {
            byte[] input = mutator.next();
            try {
                target.accept(input.clone());
            } catch (Throwable e) {
                throw new AssertionError(
                        target.name() + ", input " + count + ": "
                                + HexFormat.of().formatHex(input),
                        e);
            }
            count++;
        }
        System.out.println(target.name() + ": " + count + " inputs");
        assertThat(count).isPositive();
    }

    @TestFactory
    Stream<DynamicTest> what_was_written_is_read() {
        return Targets.all().stream()
                .map(target -> DynamicTest.dynamicTest(target.name(), () -> {
                    for (byte[] seed : target.seeds()) {
                        target.accept(seed);
                    }
                }));
    }
}
