package io.dengine.engine.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeaderLeaseTest {
    private final LeaderLease lease = new LeaderLease(1, 1_000, 7, 50, 60);

    @Test
    void itEndsInTheMomentInWhichEitherClockSaysSo() {
        assertThat(lease.covers(999, 59)).isTrue();
        assertThat(lease.covers(1_000, 59)).isFalse();
        assertThat(lease.covers(999, 60)).isFalse();
    }

    @Test
    void itDoesNotCoverATimeBeforeItsGrant() {
        assertThat(lease.covers(999, 50)).isTrue();
        assertThat(lease.covers(999, 49)).isFalse();
    }
}
