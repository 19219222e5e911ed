package io.dengine.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.simulator.check.Linearizability.Verdict;
import io.dengine.simulator.check.Operation.Call;
import io.dengine.simulator.check.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
    private static final long BUDGET = 1_000_000;

    @Test
    void acceptsWhatOverlaps() {
        assertThat(check(write(1, 0, 10), Operation.read(2, 1, 5, 6), Operation.read(3, 1, 7, 20)))
                .isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void rejectsAStaleRead() {
        assertThat(check(write(1, 0, 1), write(2, 2, 3), Operation.read(3, 1, 4, 5)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void rejectsAReadThatGoesBack() {
        assertThat(check(write(1, 0, 1), write(2, 2, 9), Operation.read(3, 2, 3, 4), Operation.read(4, 1, 5, 6)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void rejectsTwoSwapsFromTheSameValue() {
        assertThat(check(
                        Histories.swap(1, 0, 1, true, Outcome.OK, 0, 5),
                        Histories.swap(2, 0, 2, true, Outcome.OK, 1, 6)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void anUnknownWriteMayHappenLateOrNever() {
        Operation unknown = Operation.write(1, 1, Outcome.UNKNOWN, 0, 1);
        assertThat(check(unknown, Operation.read(2, 0, 5, 6), Operation.read(3, 1, 7, 8)))
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(check(unknown, Operation.read(2, 0, 5, 6))).isEqualTo(Verdict.LINEARIZABLE);
        assertThat(check(unknown, Operation.read(2, 1, 5, 6), Operation.read(3, 0, 7, 8)))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void aFailedWriteIsNeverSeen() {
        List<Operation> history = List.of(Operation.write(1, 1, Outcome.FAILED, 0, 1), Operation.read(2, 1, 5, 6));
        assertThat(Linearizability.failedWriteWasSeen(history)).isTrue();
        assertThat(Linearizability.check(history, BUDGET)).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void saysWhenItDoesNotKnow() {
        List<Operation> history = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            history.add(write(i, 0, 100));
        }
        history.add(Operation.read(97, 5, 101, 102));
        history.add(Operation.read(98, 6, 103, 104));
        assertThat(Linearizability.check(history, 10)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void agreesWithTryingEveryOrder() {
        int legal = 0;
        for (int seed = 0; seed < 30_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Operation> history = Histories.arbitrary(random, 1 + random.nextInt(6));
            boolean expected = Histories.isLinearizable(history, Operation.ABSENT);
            legal += expected ? 1 : 0;
            assertThat(Linearizability.check(history, BUDGET))
                    .as("seed %d: %s", seed, history)
                    .isEqualTo(expected ? Verdict.LINEARIZABLE : Verdict.VIOLATED);
        }
        assertThat(legal).isBetween(3_000, 27_000);
    }

    @Test
    void believesNoSuggestion() {
        int legal = 0;
        for (int seed = 0; seed < 30_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Operation> history = Histories.arbitrary(random, 1 + random.nextInt(6));
            List<Long> suggested = random.longs(random.nextInt(6), 0, 3).boxed().toList();
            boolean expected = Histories.isLinearizable(history, Operation.ABSENT);
            legal += expected ? 1 : 0;
            assertThat(Linearizability.check(history, suggested, BUDGET))
                    .as("seed %d: %s, %s", seed, history, suggested)
                    .isEqualTo(expected ? Verdict.LINEARIZABLE : Verdict.VIOLATED);
        }
        assertThat(legal).isBetween(3_000, 27_000);
    }

    @Test
    void takesASuggestionWhereMostOutcomesAreUnknown() {
        for (int seed = 0; seed < 50; seed++) {
            List<Operation> history = new ArrayList<>();
            List<Long> values = new ArrayList<>();
            Histories.mostlyUnknown(new SplittableRandom(seed), 1_000, history, values);
            assertThat(Linearizability.check(history, values, BUDGET))
                    .as("seed %d", seed)
                    .isEqualTo(Verdict.LINEARIZABLE);
        }
    }

    @Test
    void acceptsLongLegalHistories() {
        for (int seed = 0; seed < 200; seed++) {
            List<Operation> history = Histories.legal(new SplittableRandom(seed), 200);
            assertThat(Linearizability.check(history, BUDGET))
                    .as("seed %d", seed)
                    .isEqualTo(Verdict.LINEARIZABLE);
        }
    }

    @Test
    void rejectsMutatedHistories() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Operation> history = Histories.legal(random, 100);
            int at = random.nextInt(history.size());
            while (history.get(at).call() != Call.READ) {
                at = (at + 1) % history.size();
            }
            Operation read = history.get(at);
            history.set(at, Operation.read(read.id(), 1_000, read.calledAt(), read.returnedAt()));
            assertThat(Linearizability.check(history, BUDGET))
                    .as("seed %d", seed)
                    .isEqualTo(Verdict.VIOLATED);
        }
    }

    private static Verdict check(Operation... operations) {
        return Linearizability.check(List.of(operations), BUDGET);
    }

    private static Operation write(long value, long calledAt, long returnedAt) {
        return Operation.write(value, value, Outcome.OK, calledAt, returnedAt);
    }
}
