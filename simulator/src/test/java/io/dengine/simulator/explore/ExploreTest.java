package io.dengine.simulator.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.simulator.check.Violation;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A short search: every schedule with one deviation. {@code scripts/explore} searches further. */
class ExploreTest {
    private static final int STEPS = 60;

    static List<Bounds> bounds() {
        return Bounds.all();
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void noScheduleThatDeviatesOnceBreaksAPromise(Bounds bounds) {
        Progress progress = new Progress(Long.MAX_VALUE);
        @Nullable Counterexample found = new Bounded(bounds, progress, true).search(1);
        assertThat(found == null ? "" : told(found)).isEmpty();
        assertThat(progress.transitions).isGreaterThan(1_000);
    }

    private static String told(Counterexample found) {
        return Narration.of(Minimal.of(found));
    }

    private static Action next(Cluster cluster) {
        return Objects.requireNonNull(Schedule.next(cluster), "the schedule continues");
    }

    @Test
    void aTrailReplaysToTheSameState() {
        Cluster one = Roots.of(Bounds.all().get(0));
        Cluster other = Roots.of(Bounds.all().get(0));
        for (int i = 0; i < STEPS; i++) {
            Action next = next(one);
            assertThat(next).isEqualTo(next(other));
            Step.apply(one, next);
            Step.apply(other, next);
            assertThat(one.fingerprint()).isEqualTo(other.fingerprint());
        }
    }

    @Test
    void aCopyGoesItsOwnWay() {
        Cluster one = Roots.of(Bounds.all().get(0));
        Cluster copy = one.copy();
        long before = copy.fingerprint();
        for (int i = 0; i < STEPS; i++) {
            Step.apply(one, next(one));
        }
        assertThat(copy.fingerprint()).isEqualTo(before).isNotEqualTo(one.fingerprint());
    }

    @Test
    void aCounterexampleLosesWhatItDoesNotNeed() {
        Bounds bounds = Bounds.all().get(0);
        // A leader that loses its process without a reason: the heartbeats before are not needed.
        List<Action> actions = List.of(new Action.Pass(), new Action.Tick(1), new Action.Write(1));
        Violation rule = new Violation("nothing", "of that kind");
        assertThat(Minimal.replay(new Counterexample(bounds, rule, actions), actions))
                .isNull();
    }

    @Test
    void everyFieldCountsForAFingerprint() {
        assertThat(ObjectGraph.fingerprint(List.of(Bytes.utf8("a"), 1L)))
                .isNotEqualTo(ObjectGraph.fingerprint(List.of(Bytes.utf8("a"), 2L)))
                .isNotEqualTo(ObjectGraph.fingerprint(List.of(Bytes.utf8("b"), 1L)));
    }
}
