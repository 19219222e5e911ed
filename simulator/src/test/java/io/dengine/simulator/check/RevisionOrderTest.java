package io.dengine.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.simulator.check.RevisionOrder.Change;
import io.dengine.simulator.check.RevisionOrder.Observation;
import io.dengine.simulator.check.RevisionOrder.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RevisionOrderTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");
    private static final List<Change> CHANGES =
            List.of(new Change(1, A, 11), new Change(2, A, 12), new Change(2, B, 21), new Change(3, A, 0));

    @Test
    void acceptsWhatTheLogSays() {
        assertThat(RevisionOrder.check(
                        CHANGES,
                        List.of(
                                new Observation(1, 0, 5, 1, true, List.of(new Seen(A, 0))),
                                new Observation(2, 4, 9, 2, true, List.of(new Seen(A, 11), new Seen(B, 0))),
                                new Observation(3, 6, 7, 2, false, List.of(new Seen(A, 12), new Seen(B, 21))),
                                new Observation(4, 10, 12, 3, false, List.of(new Seen(A, 0))))))
                .isEmpty();
    }

    @Test
    void rejectsATornTransaction() {
        assertThat(RevisionOrder.check(
                        CHANGES, List.of(new Observation(1, 0, 5, 2, false, List.of(new Seen(A, 12), new Seen(B, 0))))))
                .hasSize(1);
    }

    @Test
    void rejectsAReadOfThePast() {
        assertThat(RevisionOrder.check(
                        CHANGES,
                        List.of(
                                new Observation(1, 0, 5, 2, true, List.of()),
                                new Observation(2, 6, 7, 1, false, List.of(new Seen(A, 11))))))
                .hasSize(1);
    }

    @Test
    void rejectsTwoWritesOfOneRevision() {
        assertThat(RevisionOrder.check(
                        CHANGES,
                        List.of(
                                new Observation(1, 0, 5, 2, true, List.of()),
                                new Observation(2, 6, 7, 2, true, List.of()))))
                .hasSize(1);
    }

    @Test
    void rejectsMutatedObservations() {
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Change> changes = new ArrayList<>();
            List<Observation> observations = new ArrayList<>();
            long[] state = new long[4];
            for (int revision = 1; revision <= 50; revision++) {
                int key = random.nextInt(4);
                state[key] = revision * 10L;
                changes.add(new Change(revision, key(key), state[key]));
                int read = random.nextInt(4);
                observations.add(new Observation(
                        revision, revision, revision, revision, false, List.of(new Seen(key(read), state[read]))));
            }
            assertThat(RevisionOrder.check(changes, observations))
                    .as("seed %d", seed)
                    .isEmpty();
            int at = random.nextInt(observations.size());
            Observation good = observations.get(at);
            Seen seen = good.seen().get(0);
            observations.set(
                    at,
                    new Observation(
                            good.id(),
                            good.calledAt(),
                            good.returnedAt(),
                            good.revision(),
                            false,
                            List.of(new Seen(seen.key(), seen.value() + 1))));
            assertThat(RevisionOrder.check(changes, observations))
                    .as("seed %d", seed)
                    .hasSize(1);
        }
    }

    private static Bytes key(int number) {
        return Bytes.utf8("k" + number);
    }
}
