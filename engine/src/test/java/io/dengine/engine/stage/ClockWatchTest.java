package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.Effect;
import io.dengine.engine.read.LeaderLease;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long LEASE = 100 * MILLISECOND;

    private final ClockWatch clocks = new ClockWatch(20 * MILLISECOND, LEASE, 0, 5_000);

    @Test
    void clocksThatGoTogetherDisturbNothing() {
        for (int millis = 1; millis < 1_000; millis++) {
            assertThat(clocks.isDisturbed(millis * MILLISECOND, 5_000 + millis + millis / 100, Stage.NO_DEADLINE))
                    .isFalse();
        }
    }

    @Test
    void aSuspensionIsSeenAndTakesWithItTheRoundsSentBefore() {
        assertThat(clocks.isDisturbed(50 * MILLISECOND, 15_050, Stage.NO_DEADLINE))
                .isTrue();
        assertThat(clocks.view(granted(49 * MILLISECOND + LEASE))).isNull();
        assertThat(clocks.view(granted(51 * MILLISECOND + LEASE))).isNotNull();
    }

    @Test
    void aWallClockThatJumpsBackIsSeen() {
        assertThat(clocks.isDisturbed(50 * MILLISECOND, 4_000, Stage.NO_DEADLINE))
                .isTrue();
    }

    @Test
    void aThreadThatWasNotScheduledIsSeen() {
        assertThat(clocks.isDisturbed(50 * MILLISECOND, 5_050, 31 * MILLISECOND))
                .isFalse();
        assertThat(clocks.isDisturbed(90 * MILLISECOND, 5_090, 60 * MILLISECOND))
                .isTrue();
    }

    @Test
    void aLeaseEndsByEitherClock() {
        assertThat(clocks.isDisturbed(50 * MILLISECOND, 5_050, Stage.NO_DEADLINE))
                .isFalse();
        LeaderLease lease = Objects.requireNonNull(clocks.view(granted(40 * MILLISECOND + LEASE)));
        assertThat(lease.covers(139 * MILLISECOND, 5_139)).isTrue();
        assertThat(lease.covers(140 * MILLISECOND, 5_140)).isFalse();
        assertThat(lease.covers(60 * MILLISECOND, 5_200))
                .as("the machine was suspended")
                .isFalse();
        assertThat(lease.covers(60 * MILLISECOND, 4_000))
                .as("the wall clock went back")
                .isFalse();
    }

    @Test
    void aSuspensionTooShortToBeNoticedMakesNoLeaseLonger() {
        assertThat(clocks.isDisturbed(50 * MILLISECOND, 5_050, Stage.NO_DEADLINE))
                .isFalse();
        LeaderLease lease = Objects.requireNonNull(clocks.view(granted(40 * MILLISECOND + LEASE)));
        assertThat(lease.covers(124 * MILLISECOND, 5_139)).isTrue();
        assertThat(lease.covers(125 * MILLISECOND, 5_140))
                .as("suspended for 15 ms since it was granted")
                .isFalse();
    }

    @Test
    void aSuspensionTooShortToBeNoticedCountsForRoundsThatWereSentBefore() {
        assertThat(clocks.isDisturbed(40 * MILLISECOND, 5_040, Stage.NO_DEADLINE))
                .isFalse();
        assertThat(clocks.isDisturbed(50 * MILLISECOND, 5_065, Stage.NO_DEADLINE))
                .as("suspended for 15 ms since its round was sent")
                .isFalse();
        LeaderLease lease = Objects.requireNonNull(clocks.view(granted(40 * MILLISECOND + LEASE)));
        assertThat(lease.covers(124 * MILLISECOND, 5_139)).isTrue();
        assertThat(lease.covers(125 * MILLISECOND, 5_140)).isFalse();
    }

    @Test
    void itCountsForAsLongAsALeaseMayDependOnSuchARound() {
        assertThat(clocks.isDisturbed(40 * MILLISECOND, 5_040, Stage.NO_DEADLINE))
                .isFalse();
        for (int millis = 50; millis <= 130; millis++) {
            assertThat(clocks.isDisturbed(millis * MILLISECOND, 5_015 + millis, Stage.NO_DEADLINE))
                    .isFalse();
            LeaderLease lease = Objects.requireNonNull(clocks.view(granted(40 * MILLISECOND + LEASE)));
            assertThat(lease.covers(125 * MILLISECOND, 5_140)).isFalse();
        }
    }

    @Test
    void itCountsWheneverItHappens() {
        for (int millis = 1; millis <= 160; millis++) {
            assertThat(clocks.isDisturbed(millis * MILLISECOND, 5_000 + millis, Stage.NO_DEADLINE))
                    .isFalse();
        }
        for (int millis = 161; millis <= 180; millis++) {
            assertThat(clocks.isDisturbed(millis * MILLISECOND, 5_015 + millis, Stage.NO_DEADLINE))
                    .isFalse();
        }
        LeaderLease lease = Objects.requireNonNull(clocks.view(granted(155 * MILLISECOND + LEASE)));
        assertThat(lease.covers(239 * MILLISECOND, 5_254)).isTrue();
        assertThat(lease.covers(240 * MILLISECOND, 5_255)).isFalse();
    }

    @Test
    void aLeaseEndsByTheWallClockWhereverTheMonotonicClockBegan() {
        ClockWatch late = new ClockWatch(20 * MILLISECOND, LEASE, 1_000 * MILLISECOND, 5_000);
        LeaderLease lease = Objects.requireNonNull(late.view(granted(1_010 * MILLISECOND + LEASE)));
        assertThat(lease.covers(1_050 * MILLISECOND, 5_109)).isTrue();
        assertThat(lease.covers(1_050 * MILLISECOND, 5_110)).isFalse();
    }

    @Test
    void whatIsWithinTheToleranceIsNoDisturbance() {
        assertThat(clocks.isDisturbed(50 * MILLISECOND, 5_070, Stage.NO_DEADLINE))
                .isFalse();
        assertThat(clocks.isDisturbed(60 * MILLISECOND, 5_080, 40 * MILLISECOND))
                .isFalse();
        assertThat(clocks.isDisturbed(70 * MILLISECOND, 5_111, Stage.NO_DEADLINE))
                .isTrue();
        assertThat(clocks.isDisturbed(80 * MILLISECOND, 5_121, 60 * MILLISECOND - 1))
                .isTrue();
    }

    @Test
    void aRoundThatWasSentInTheMomentOfADisturbanceDoesNotCount() {
        assertThat(clocks.isDisturbed(50 * MILLISECOND, 15_050, Stage.NO_DEADLINE))
                .isTrue();
        assertThat(clocks.view(granted(50 * MILLISECOND + LEASE))).isNull();
        assertThat(clocks.view(granted(50 * MILLISECOND + LEASE + 1))).isNotNull();
    }

    @Test
    void aSuspensionThatIsOverMakesNoLaterLeaseShorter() {
        assertThat(clocks.isDisturbed(50 * MILLISECOND, 5_065, Stage.NO_DEADLINE))
                .isFalse();
        for (int millis = 51; millis <= 301; millis++) {
            assertThat(clocks.isDisturbed(millis * MILLISECOND, 5_015 + millis, Stage.NO_DEADLINE))
                    .isFalse();
        }
        LeaderLease lease = Objects.requireNonNull(clocks.view(granted(300 * MILLISECOND + LEASE)));
        assertThat(lease.covers(399 * MILLISECOND, 5_414)).isTrue();
    }

    @Test
    void aLeaseThatIsTakenBackIsNone() {
        assertThat(clocks.view(granted(Long.MIN_VALUE))).isNull();
    }

    private static Effect.LeaseGranted granted(long validUntilNanos) {
        return new Effect.LeaseGranted(1, validUntilNanos, 1);
    }
}
