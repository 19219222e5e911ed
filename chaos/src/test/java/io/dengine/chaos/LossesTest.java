package io.dengine.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {
    private static final long JUMP = 1L << 40;

    private final Losses losses = new Losses();

    /** Reports a loss: of two clients, writes from 3 and 4 on may be missing; those from 5 and 6 on came after it. */
    private void told() {
        losses.told(List.of(3, 4), List.of(5, 6));
    }

    @Test
    void withoutALossNothingMayBeMissing() {
        assertThat(losses.missing(0, 4, 100)).isFalse();
        assertThat(losses.counts()).isEmpty();
        assertThat(losses.notTheNewest()).isZero();
        assertThat(losses.withoutJump()).isZero();
    }

    @Test
    void onlyWhatWasAcknowledgedShortlyBeforeTheLossMayBeMissing() {
        told();
        assertThat(losses.missing(0, 2, 100)).isFalse();
        assertThat(losses.missing(0, 3, 101)).isTrue();
        assertThat(losses.missing(1, 5, 102)).isTrue();
        assertThat(losses.missing(0, 5, 103)).isFalse();
        assertThat(losses.counts()).containsExactly(2L);
    }

    @Test
    void onlyTheNewestWritesMayBeMissing() {
        told();
        losses.found(0, 3, 100);
        assertThat(losses.missing(1, 5, 101)).isTrue();
        losses.found(0, 5, 100 + JUMP);
        assertThat(losses.notTheNewest()).isZero();
        losses.found(0, 4, 102);
        assertThat(losses.notTheNewest()).isEqualTo(1);
    }

    @Test
    void revisionsJumpBeyondAllThatWereTold() {
        told();
        losses.found(0, 3, 100);
        assertThat(losses.missing(1, 5, 101)).isTrue();
        losses.found(0, 5, 100 + JUMP);
        assertThat(losses.withoutJump()).isZero();
        losses.found(1, 6, 102);
        assertThat(losses.withoutJump()).isEqualTo(1);
    }
}
