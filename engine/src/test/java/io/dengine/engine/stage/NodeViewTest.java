package io.dengine.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.CoreStatus;
import io.dengine.core.CoreStatus.RoleName;
import io.dengine.core.membership.Configuration;
import io.dengine.engine.ManualTime;
import io.dengine.engine.read.LeaderLease;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeViewTest {
    private static final CoreStatus LEADS = new CoreStatus(RoleName.LEADER, 3, 1, true);

    private final ManualTime time = new ManualTime();
    private final NodeView view = new NodeView(time, LEADS, new Configuration(0, List.of()), 0, 0);

    private LeaderLease lease(long floorIndex) {
        long wallMillis = time.wallMillis();
        return new LeaderLease(3, time.nanoTime() + 1_000_000, floorIndex, wallMillis, wallMillis + 1_000);
    }

    @Test
    void aNodeHasReplayedOnceItAppliedAllThatItHeldAndLacksNothing() {
        view.setHeldIndex(5);
        view.setAppliedIndex(4);
        assertThat(view.hasReplayed()).isFalse();
        view.setAppliedIndex(5);
        assertThat(view.hasReplayed()).isTrue();
        view.setRecovering(true);
        assertThat(view.isRecovering()).isTrue();
        assertThat(view.hasReplayed()).isFalse();
        view.setRecovering(false);
        assertThat(view.isRecovering()).isFalse();
        assertThat(view.hasReplayed()).isTrue();
    }

    @Test
    void whatWasTakenBackNeedNotBeApplied() {
        view.setHeldIndex(9);
        view.setAppliedIndex(5);
        view.tookBackAfter(5);
        assertThat(view.hasReplayed()).isTrue();
    }

    @Test
    void aLeaseCoversUntilItEndsWhateverIsApplied() {
        assertThat(view.leaseCovers()).isFalse();
        view.setCommitIndex(8);
        view.setLease(lease(7));
        assertThat(view.leaseCovers()).isTrue();
        assertThat(view.leaseHeld()).isFalse();
        view.setAppliedIndex(8);
        assertThat(view.leaseHeld()).isTrue();
        time.advanceMillis(1);
        assertThat(view.leaseCovers()).isFalse();
        assertThat(view.leaseHeld()).isFalse();
    }

    @Test
    void aNodeThatHasStoppedLeadsNoMore() {
        view.setLease(lease(0));
        view.setLeaderChanges(2);
        view.stop();
        assertThat(view.leaseHeld()).isFalse();
        assertThat(view.leaseCovers()).isFalse();
        assertThat(view.status()).isEqualTo(new CoreStatus(RoleName.FOLLOWER, 3, CoreStatus.NO_LEADER, false));
        assertThat(view.leaderChanges()).isEqualTo(2);
    }
}
