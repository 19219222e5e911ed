package io.dengine.simulator.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import org.junit.jupiter.api.Test;

class TimeToLiveTest {
    private static final Bytes KEY = Bytes.utf8("k");
    private static final long MILLI = 1_000_000;
    private static final long LEASE = 7;

    private final TimeToLive times = new TimeToLive(10_000, 50 * MILLI);

    @Test
    void a_key_that_ends_before_what_was_promised_ends_too_early() {
        times.begins(KEY, LEASE, 1_000 * MILLI, 10 * MILLI);
        times.promised(KEY, LEASE, 1_000 * MILLI, 5 * MILLI);
        assertThatThrownBy(() -> times.expired(KEY, 990 * MILLI)).hasMessageStartingWith("never early");
    }

    @Test
    void a_key_that_ends_within_the_grace_of_a_new_leader_ends_too_early_although_its_time_is_over() {
        times.begins(KEY, LEASE, 100 * MILLI, 0);
        times.elected(5, 1_000 * MILLI);
        times.graceBegins(5, 500 * MILLI);
        assertThatThrownBy(() -> times.expired(KEY, 1_490 * MILLI)).hasMessageStartingWith("grace");
        times.begins(KEY, LEASE, 100 * MILLI, 0);
        assertThatCode(() -> times.expired(KEY, 1_496 * MILLI)).doesNotThrowAnyException();
    }

    @Test
    void clocks_may_differ_by_the_drift() {
        times.begins(KEY, LEASE, 1_000 * MILLI, 10 * MILLI);
        times.promised(KEY, LEASE, 1_000 * MILLI, 5 * MILLI);
        assertThatCode(() -> times.expired(KEY, 996 * MILLI)).doesNotThrowAnyException();
    }

    @Test
    void an_answer_that_comes_after_the_end_is_a_promise_all_the_same() {
        times.begins(KEY, LEASE, 1_000 * MILLI, 10 * MILLI);
        times.expired(KEY, 500 * MILLI);
        assertThatThrownBy(() -> times.promised(KEY, LEASE, 1_000 * MILLI, 5 * MILLI))
                .hasMessageStartingWith("never early");
    }

    @Test
    void a_key_that_lives_on_while_others_commit_ends_too_late() {
        times.committed(0);
        times.begins(KEY, LEASE, 100 * MILLI, 0);
        times.committed(90 * MILLI);
        times.committed(150 * MILLI);
        assertThatThrownBy(() -> times.committed(170 * MILLI)).hasMessageStartingWith("never late");
    }

    @Test
    void while_nothing_is_committed_the_clock_stands_still() {
        times.committed(0);
        times.begins(KEY, LEASE, 100 * MILLI, 0);
        times.committed(1_000 * MILLI);
        assertThatCode(() -> times.committed(1_090 * MILLI)).doesNotThrowAnyException();
    }

    @Test
    void a_renewal_of_the_lease_lets_its_keys_live_on() {
        times.committed(0);
        times.begins(KEY, LEASE, 100 * MILLI, 0);
        times.committed(90 * MILLI);
        times.renewed(LEASE, 90 * MILLI);
        times.committed(170 * MILLI);
        assertThatCode(() -> times.committed(230 * MILLI)).doesNotThrowAnyException();
    }
}
