package io.dengine.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.simulator.check.Linearizability.Verdict;
import io.dengine.simulator.check.Operation.Outcome;
import io.dengine.simulator.check.SharedCells.Transacted;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedCellsTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");
    private static final long STEPS = 10_000;

    private static Transacted write(long id, Map<Bytes, Long> demanded, Map<Bytes, Long> written, long from, long to) {
        return new Transacted(id, demanded, written, true, demanded, Outcome.OK, from, to);
    }

    private static Transacted scan(long id, Map<Bytes, Long> seen, long from, long to) {
        return new Transacted(id, Map.of(), Map.of(), true, seen, Outcome.OK, from, to);
    }

    @Test
    void a_scan_sees_both_writes_of_a_transaction_or_none() {
        Transacted both = write(1, Map.of(A, 0L, B, 0L), Map.of(A, 1L, B, 2L), 1, 4);
        assertThat(SharedCells.check(List.of(both, scan(2, Map.of(A, 1L, B, 2L), 2, 3)), STEPS))
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(SharedCells.check(List.of(both, scan(2, Map.of(A, 0L, B, 0L), 2, 3)), STEPS))
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(SharedCells.check(List.of(both, scan(2, Map.of(A, 1L, B, 0L), 2, 3)), STEPS))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void what_was_answered_before_a_scan_began_is_in_it() {
        Transacted both = write(1, Map.of(A, 0L), Map.of(A, 1L, B, 2L), 1, 2);
        assertThat(SharedCells.check(List.of(both, scan(2, Map.of(A, 0L, B, 0L), 3, 4)), STEPS))
                .isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void of_two_transactions_that_demand_the_same_one_fails() {
        Transacted first = write(1, Map.of(A, 0L), Map.of(A, 1L), 1, 4);
        Transacted second = write(2, Map.of(A, 0L), Map.of(A, 2L), 2, 3);
        Transacted refused = new Transacted(2, Map.of(A, 0L), Map.of(A, 2L), false, Map.of(A, 1L), Outcome.OK, 2, 3);
        assertThat(SharedCells.check(List.of(first, second), STEPS)).isEqualTo(Verdict.VIOLATED);
        assertThat(SharedCells.check(List.of(first, refused), STEPS)).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void what_is_unknown_may_have_happened_later_or_never() {
        Transacted unknown = new Transacted(1, Map.of(A, 0L), Map.of(A, 1L), false, Map.of(), Outcome.UNKNOWN, 1, 2);
        assertThat(SharedCells.check(
                        List.of(unknown, scan(2, Map.of(A, 0L), 3, 4), scan(3, Map.of(A, 1L), 5, 6)), STEPS))
                .isEqualTo(Verdict.LINEARIZABLE);
        assertThat(SharedCells.check(
                        List.of(unknown, scan(2, Map.of(A, 1L), 3, 4), scan(3, Map.of(A, 0L), 5, 6)), STEPS))
                .isEqualTo(Verdict.VIOLATED);
        assertThat(SharedCells.check(List.of(unknown, scan(2, Map.of(A, 0L), 3, 4)), STEPS))
                .isEqualTo(Verdict.LINEARIZABLE);
    }
}
