package io.dengine.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.simulator.check.LeasedKeys.Call;
import io.dengine.simulator.check.LeasedKeys.Kind;
import io.dengine.simulator.check.Linearizability.Verdict;
import io.dengine.simulator.check.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeasedKeysTest {
    private static final Bytes KEY = Bytes.utf8("k");
    private static final long LEASE = 7;

    private final List<Call> history = new ArrayList<>();
    private long clock;

    @Test
    void a_key_lives_as_long_as_its_lease() {
        called(Kind.GRANT, true);
        called(Kind.ATTACH, true);
        read(1);
        called(Kind.RENEW, true);
        read(Operation.ABSENT);
        called(Kind.RENEW, false);
        assertThat(verdict()).isEqualTo(Verdict.LINEARIZABLE);
    }

    @Test
    void a_lease_whose_key_has_ended_is_renewed_no_more() {
        called(Kind.GRANT, true);
        called(Kind.ATTACH, true);
        read(Operation.ABSENT);
        called(Kind.RENEW, true);
        assertThat(verdict()).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void a_key_does_not_outlive_its_lease() {
        called(Kind.GRANT, true);
        called(Kind.ATTACH, true);
        called(Kind.REVOKE, true);
        read(1);
        assertThat(verdict()).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void a_lease_that_has_ended_takes_no_key() {
        called(Kind.GRANT, true);
        called(Kind.RENEW, false);
        called(Kind.ATTACH, true);
        assertThat(verdict()).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void an_attachment_that_nobody_knows_the_end_of_may_show_or_not() {
        called(Kind.GRANT, true);
        history.add(new Call(Kind.ATTACH, LEASE, KEY, 1, true, Outcome.UNKNOWN, ++clock, ++clock));
        read(Operation.ABSENT);
        read(1);
        called(Kind.RENEW, true);
        assertThat(verdict()).isEqualTo(Verdict.LINEARIZABLE);
        read(Operation.ABSENT);
        called(Kind.RENEW, true);
        assertThat(verdict()).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void one_grant_gives_one_lease() {
        called(Kind.GRANT, true);
        called(Kind.GRANT, true);
        assertThat(verdict()).isEqualTo(Verdict.VIOLATED);
    }

    @Test
    void a_report_names_few_of_the_calls_that_no_order_explains() {
        called(Kind.GRANT, true);
        called(Kind.RENEW, true);
        called(Kind.ATTACH, true);
        read(1);
        called(Kind.RENEW, false);
        called(Kind.RENEW, true);
        assertThat(LeasedKeys.leastUnexplained(history, 10_000))
                .extracting(Call::kind)
                .containsExactly(Kind.GRANT, Kind.RENEW, Kind.RENEW);
    }

    private void called(Kind kind, boolean accepted) {
        history.add(new Call(kind, LEASE, KEY, 1, accepted, Outcome.OK, ++clock, ++clock));
    }

    private void read(long found) {
        history.add(new Call(Kind.READ, 0, KEY, found, true, Outcome.OK, ++clock, ++clock));
    }

    private Verdict verdict() {
        return LeasedKeys.check(history, 10_000);
    }
}
