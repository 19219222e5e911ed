package io.dengine.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.chaos.LinearizabilityCheck.Verdict;
import io.dengine.chaos.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinearizabilityCheckTest {
    private static final long STEPS = 200_000;

    private static Verdict judge(Operation... history) {
        return LinearizabilityCheck.judge(List.of(history), STEPS);
    }

    private static Operation swap(@Nullable String expected, String value, boolean succeeded, long call, long end) {
        return new Operation(Kind.SWAP, value, expected, succeeded, call, end);
    }

    @Test
    void readsSeeTheLastWriteBeforeThem() {
        assertThat(judge(Operation.read(null, 1, 2), Operation.write("a", 3, 4), Operation.read("a", 5, 6)))
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(judge(Operation.write("a", 1, 2), Operation.read(null, 3, 4)))
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(judge(Operation.write("a", 1, 2), Operation.write("b", 3, 4), Operation.read("a", 5, 6)))
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void operationsAtTheSameTimeMayGoEitherWay() {
        assertThat(judge(Operation.write("a", 1, 10), Operation.write("b", 1, 10), Operation.read("a", 11, 12)))
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(judge(Operation.write("a", 1, 10), Operation.read("a", 2, 3), Operation.read(null, 4, 5)))
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void aWriteOfUnknownOutcomeMayHappenLateOrNever() {
        Operation unknown = Operation.write("a", 1, Operation.NEVER);
        assertThat(judge(unknown, Operation.read(null, 5, 6))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(judge(unknown, Operation.read(null, 5, 6), Operation.read("a", 100, 101)))
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(judge(unknown, Operation.read("a", 5, 6), Operation.read(null, 100, 101)))
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void manyWritesOfUnknownOutcomeDoNotDrownTheSearch() {
        List<Operation> history = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            history.add(Operation.write("unknown " + i, i, Operation.NEVER));
            history.add(Operation.write("known " + i, 1_000L + 4L * i, 1_001L + 4L * i));
            String seen = i % 10 == 0 ? "unknown " + i : "known " + i;
            history.add(Operation.read(seen, 1_002L + 4L * i, 1_003L + 4L * i));
        }
        assertThat(LinearizabilityCheck.judge(history, STEPS)).isEqualTo(Verdict.LINEARIZABLE);
        history.add(Operation.read("known 3", 9_000, 9_001));
        assertThat(LinearizabilityCheck.judge(history, STEPS)).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void swapsTellWhatTheyFound() {
        assertThat(judge(swap(null, "a", true, 1, 2), swap("a", "b", true, 3, 4), swap("a", "c", false, 5, 6)))
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(judge(swap(null, "a", true, 1, 2), swap(null, "b", true, 3, 4)))
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
        assertThat(judge(swap(null, "a", true, 1, 2), swap("a", "b", false, 3, 4)))
                .isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    /** Histories of operations that were executed at one moment of their interval are linearizable. */
    @Test
    void aRealRegisterIsAcceptedAndAValueFromNowhereIsNot() {
        for (long seed = 1; seed <= 200; seed++) {
            List<Operation> history = history(new SplittableRandom(seed), 60);
            assertThat(LinearizabilityCheck.judge(history, STEPS))
                    .as("seed %d", seed)
                    .isEqualTo(Verdict.LINEARIZABLE);
            long end = history.stream().mapToLong(Operation::callNanos).max().orElse(0) + 1_000;
            history.add(Operation.write("last", end, end + 1));
            history.add(Operation.read("never written", end + 2, end + 3));
            assertThat(LinearizabilityCheck.judge(history, STEPS))
                    .as("seed %d", seed)
                    .isEqualTo(Verdict.NOT_LINEARIZABLE);
        }
    }

    private static List<Operation> history(SplittableRandom random, int length) {
        List<Operation> history = new ArrayList<>();
        String value = null;
        long time = 1_000;
        for (int i = 0; i < length; i++) {
            time += 1 + random.nextInt(20);
            long call = time - random.nextInt(60);
            long end = time + random.nextInt(60);
            int dice = random.nextInt(10);
            if (dice < 5) {
                history.add(Operation.read(value, call, end));
            } else if (dice < 8) {
                value = "v" + i;
                history.add(Operation.write(value, call, random.nextInt(8) == 0 ? Operation.NEVER : end));
            } else {
                String expected = random.nextBoolean() ? value : "other";
                boolean succeeded = Objects.equals(expected, value);
                history.add(swap(expected, "v" + i, succeeded, call, end));
                value = succeeded ? "v" + i : value;
            }
        }
        return history;
    }
}
