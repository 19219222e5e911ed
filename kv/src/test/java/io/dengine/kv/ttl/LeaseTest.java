package io.dengine.kv.ttl;

import static io.dengine.kv.Script.bytes;
import static io.dengine.kv.Script.delete;
import static io.dengine.kv.Script.put;
import static io.dengine.kv.Script.putWithLease;
import static io.dengine.kv.Script.putWithTtl;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.kv.Script;
import io.dengine.kv.store.KvConfig;
import io.dengine.kv.store.KvStore;
import io.dengine.kv.watch.WatchConfig;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final KvConfig NO_GRACE = new KvConfig(50_000, 64 << 20, 0, WatchConfig.STANDARD);

    private final Script script = new Script(NO_GRACE);

    @Test
    @Tag("bug:T-01")
    void aKeyEndsWithItsTtlByTheTimeOfTheLogAlone() {
        script.apply(putWithTtl("a", 1_000));
        assertThat(script.after(999).maintain()).isFalse();
        assertThat(script.has("a")).isTrue();
        assertThat(script.after(1).maintain()).isTrue();
        assertThat(script.has("a")).isFalse();
        assertThat(script.maintain()).isFalse();

        // Whoever replays the log later, on whatever machine, comes to the same state.
        KvStore replica = new KvStore(KvConfig.STANDARD);
        var unused = replica.apply(script.log);
        assertThat(replica.stateHash()).isEqualTo(script.store.stateHash());
    }

    @Test
    void theLeadersLookAtTheClockDoesNotDecide() {
        script.apply(putWithTtl("a", 1_000));
        Bytes early = Objects.requireNonNull(script.store.maintenance(script.nowMillis + 5_000));
        assertThat(Reply.decode(script.applyEncoded(early)).succeeded()).isFalse();
        assertThat(script.has("a")).isTrue();
    }

    @Test
    void aPlainPutEndsTheTtlAndASwapKeepsIt() {
        script.apply(putWithTtl("plain", 1_000));
        script.apply(putWithTtl("swapped", 1_000));
        script.apply(putWithTtl("again", 1_000));
        script.apply(put("plain", "w"));
        script.apply(new Command.CompareAndSwap(bytes("swapped"), bytes("v"), bytes("w")));
        script.after(500).apply(putWithTtl("again", 1_000));
        script.after(500).maintain();
        assertThat(script.has("plain")).isTrue();
        assertThat(script.has("swapped")).isFalse();
        assertThat(script.has("again")).isTrue();
        script.after(500).maintain();
        assertThat(script.has("again")).isFalse();
        assertThat(script.after(1_000_000).maintain()).isFalse();
        assertThat(script.has("plain")).isTrue();
    }

    @Test
    void aDeletedAndRecreatedKeyHasNoTtl() {
        script.apply(putWithTtl("a", 1_000));
        script.apply(delete("a"));
        script.apply(put("a", "again"));
        assertThat(script.after(2_000).maintain()).isFalse();
        assertThat(script.has("a")).isTrue();
    }

    @Test
    void watchersSeeTheEnd() {
        WatchSubscription watch = script.store.watchHub().subscribe(new WatchTarget.Key(bytes("a")), 1, () -> {});
        script.apply(putWithTtl("a", 1_000));
        script.after(1_000).maintain();
        while (script.store.watchHub().runOnce()) {}
        assertThat(watch.poll()).isInstanceOf(WatchMessage.Events.class);
        WatchMessage.Events end = (WatchMessage.Events) Objects.requireNonNull(watch.poll());
        assertThat(end.revision()).isEqualTo(2);
        assertThat(end.events().get(0).isDeletion()).isTrue();
        assertThat(Objects.requireNonNull(end.events().get(0).previous()).value())
                .isEqualTo(bytes("v"));
    }

    @Test
    void theRemainingTimeIsToldByTheClockOfTheLog() {
        script.apply(new Command.LeaseGrant(7, 10_000));
        assertThat(remainingMillis(7)).isEqualTo(10_000);
        script.after(4_000).apply(put("a", "v"));
        assertThat(remainingMillis(7)).isEqualTo(6_000);
        script.after(1_000);
        long revision = script.store.revision();
        Reply reading = Reply.decode(script.applyEncoded(KvStore.clockReading()));
        assertThat(remainingMillis(7)).isEqualTo(5_000);
        assertThat(reading).isEqualTo(new Reply.Written(revision, false, 0));
        assertThat(script.store.revision()).isEqualTo(revision);
        script.apply(new Command.LeaseKeepAlive(7));
        assertThat(remainingMillis(7)).isEqualTo(10_000);
        var unused = script.after(12_000).applyEncoded(KvStore.clockReading());
        assertThat(remainingMillis(7)).isEqualTo(-2_000);
        assertThat(script.store.lease(8)).isNull();
    }

    private long remainingMillis(long leaseId) {
        return Objects.requireNonNull(script.store.lease(leaseId)).remainingMillis();
    }

    @Test
    @Tag("bug:T-02")
    void anEndThatWasProposedBeforeARenewalHasNoEffect() {
        script.apply(new Command.LeaseGrant(7, 1_000));
        script.apply(putWithLease("a", 7));
        script.after(1_000);
        Bytes stale = Objects.requireNonNull(script.store.maintenance(script.nowMillis));
        script.apply(new Command.LeaseKeepAlive(7));
        script.after(5_000);
        // Over again by now, but this end was meant for the generation before.
        assertThat(Reply.decode(script.applyEncoded(stale)).succeeded()).isFalse();
        assertThat(script.has("a")).isTrue();
        assertThat(script.maintain()).isTrue();
        assertThat(script.has("a")).isFalse();
    }

    @Test
    @Tag("bug:T-03")
    void aLeaseThatHasEndedCannotBeRenewedOrUsed() {
        script.apply(new Command.LeaseGrant(7, 1_000));
        script.apply(putWithLease("a", 7));
        script.apply(putWithLease("b", 7));
        Reply revoked = script.apply(new Command.LeaseRevoke(7));
        assertThat(revoked).isEqualTo(new Reply.Written(3, true, 2));
        assertThat(script.has("a") || script.has("b")).isFalse();
        assertRefused(Rejection.LEASE_NOT_FOUND, new Command.LeaseKeepAlive(7));
        assertRefused(Rejection.LEASE_NOT_FOUND, putWithLease("c", 7));
        assertRefused(Rejection.LEASE_NOT_FOUND, new Command.LeaseRevoke(7));
        assertThat(script.has("c")).isFalse();
        script.apply(new Command.LeaseGrant(7, 1_000));
        assertRefused(Rejection.LEASE_EXISTS, new Command.LeaseGrant(7, 1_000));
    }

    @Test
    @Tag("bug:T-03")
    void whatIsOverButNotYetEndedCanBeRenewed() {
        script.apply(new Command.LeaseGrant(7, 1_000));
        script.after(10_000);
        assertThat(script.apply(new Command.LeaseKeepAlive(7)).succeeded()).isTrue();
        assertThat(script.maintain()).isFalse();
    }

    @Test
    @Tag("bug:T-04")
    void aNewLeaderGivesGraceOnceAndNoNewTtl() {
        Script graced = new Script(new KvConfig(100, 1 << 20, 3_000, WatchConfig.STANDARD));
        graced.elect();
        graced.after(2_000).apply(putWithTtl("short", 4_000));
        graced.apply(putWithTtl("long", 60_000));
        graced.after(4_000).elect();
        assertThat(graced.maintain()).isFalse();
        assertThat(graced.after(2_999).maintain()).isFalse();
        assertThat(graced.after(1).maintain()).isTrue();
        assertThat(graced.has("short")).isFalse();
        graced.after(60_000 - 7_000 - 1);
        assertThat(graced.maintain()).isFalse();
        assertThat(graced.after(1).maintain()).isTrue();
        assertThat(graced.has("long")).isFalse();
    }

    @Test
    @Tag("bug:T-04")
    void anEndThatOvertakesTheFirstEntryOfItsLeaderIsHeldBackAsWell() {
        Script graced = new Script(new KvConfig(100, 1 << 20, 3_000, WatchConfig.STANDARD));
        graced.apply(putWithTtl("a", 1_000));
        graced.after(5_000);
        Bytes end = Objects.requireNonNull(graced.store.maintenance(graced.nowMillis));
        graced.elect();
        assertThat(Reply.decode(graced.applyEncoded(end)).succeeded()).isFalse();
        assertThat(graced.has("a")).isTrue();
    }

    @Test
    void leadershipsThatFollowEachOtherFasterThanTheGraceTakesDoNotHoldUpAnEndForEver() {
        Script graced = new Script(new KvConfig(100, 1 << 20, 3_000, WatchConfig.STANDARD));
        graced.elect();
        graced.apply(putWithTtl("a", 4_000));
        long endedAfterMillis = 0;
        for (int second = 1; graced.has("a"); second++) {
            graced.after(900).maintain();
            graced.after(100).elect();
            endedAfterMillis = second * 1_000L;
        }
        assertThat(endedAfterMillis).isLessThanOrEqualTo(4_000 + 3_000);
    }

    @Test
    @Tag("bug:T-04")
    void anOutageRightAfterAnElectionIsFollowedByAGraceAllTheSame() {
        Script graced = new Script(new KvConfig(100, 1 << 20, 3_000, WatchConfig.STANDARD));
        graced.after(100_000).elect();
        graced.apply(putWithTtl("a", 2_000));
        graced.after(5_000).elect();
        assertThat(graced.maintain()).isFalse();
        assertThat(graced.after(2_999).maintain()).isFalse();
        assertThat(graced.has("a")).isTrue();
        assertThat(graced.after(1).maintain()).isTrue();
        assertThat(graced.has("a")).isFalse();
    }

    @Test
    void theLogLearnsTheTimeOnceASecondWhileAnythingCanEndAndNotOtherwise() {
        script.apply(put("plain", "v"));
        assertThat(script.store.maintenance(script.after(3_600_000).nowMillis)).isNull();
        script.apply(putWithTtl("a", 60_000));
        assertThat(script.store.maintenance(script.after(999).nowMillis)).isNull();
        assertThat(script.store.maintenance(script.after(1).nowMillis)).isEqualTo(KvStore.clockReading());
        assertThat(script.maintain()).isFalse();
        assertThat(script.store.maintenance(script.nowMillis)).isNull();
        script.apply(delete("a"));
        assertThat(script.store.maintenance(script.after(3_600_000).nowMillis)).isNull();
        script.apply(new Command.SessionOpen(60_000));
        assertThat(script.store.maintenance(script.after(1_000).nowMillis)).isEqualTo(KvStore.clockReading());
    }

    /** Whoever leads after a restart knows no other time than that of the last entry. */
    @Test
    void aRestartEveryFewSecondsDelaysAnEndByLessThanASecondEach() {
        Script graced = new Script(new KvConfig(100, 1 << 20, 3_000, WatchConfig.STANDARD));
        graced.elect();
        graced.apply(putWithTtl("a", 10_000));
        int lives = 0;
        int aliveMillis = 0;
        while (graced.has("a")) {
            lives++;
            for (int tick = 0; tick < 24 && graced.has("a"); tick++) {
                aliveMillis += 100;
                graced.after(100).maintain();
            }
            graced.nowMillis = graced.log.get(graced.log.size() - 1).timeMillis();
            graced.elect();
        }
        assertThat(aliveMillis).isLessThanOrEqualTo(10_000 + 1_000 * lives);
    }

    @Test
    @Tag("bug:T-05")
    void oddIdsAreRefusedAndChosenOnesNeverMeetTheClients() {
        for (long odd : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62}) {
            assertRefused(Rejection.INVALID_REQUEST, new Command.LeaseGrant(odd, 1_000));
        }
        assertRefused(Rejection.INVALID_REQUEST, new Command.LeaseGrant(1, 0));
        assertRefused(Rejection.INVALID_REQUEST, new Command.LeaseGrant(1, Long.MAX_VALUE));
        Reply.Leased one = (Reply.Leased) script.apply(new Command.LeaseGrant(0, 1_000));
        Reply.Leased other = (Reply.Leased) script.apply(new Command.LeaseGrant(0, 1_000));
        assertThat(other.leaseId()).isNotEqualTo(one.leaseId()).isGreaterThan(1L << 62);
    }

    @Test
    @Tag("bug:T-05")
    void theTtlOfAKeyCannotBeSharedByOthers() {
        script.apply(putWithTtl("a", 1_000));
        long own = Objects.requireNonNull(script.store.get(bytes("a"))).leaseId();
        assertRefused(Rejection.LEASE_NOT_FOUND, putWithLease("b", own));
        assertThat(script.apply(new Command.LeaseKeepAlive(own)).succeeded()).isTrue();
    }

    @Test
    @Tag("bug:T-06")
    void ttlWorksWithAnyConfiguration() {
        Script bare = new Script(new KvConfig(0, 0, 0, new WatchConfig(1, 1, 1)));
        bare.apply(putWithTtl("a", 1));
        bare.after(1).maintain();
        assertThat(bare.has("a")).isFalse();
        assertThat(bare.store.maintenance(Long.MAX_VALUE)).isNull();
    }

    @Test
    @Tag("bug:T-07")
    void manyThatEndAtOnceEndInPortions() {
        int count = 100_000;
        List<Bytes> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            commands.add(putWithTtl("k" + i, 1_000).encode());
        }
        var unused = script.applyAll(commands);
        script.after(1_000);
        int portions = 0;
        long slowestNanos = 0;
        while (true) {
            long begin = System.nanoTime();
            long before = script.store.keyCount();
            if (!script.maintain()) {
                break;
            }
            portions++;
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - begin);
            assertThat(before - script.store.keyCount()).isBetween(1L, 256L);
        }
        assertThat(script.store.keyCount()).isZero();
        assertThat(portions).isEqualTo((count + 255) / 256);
        // Far from a heartbeat even on a busy machine; usually it is a few milliseconds.
        assertThat(slowestNanos).isLessThan(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    @Tag("bug:T-07")
    void aPortionIsBoundedByTheBytesThatEnd() {
        Bytes large = Bytes.wrap(new byte[100 << 10]);
        for (int i = 1; i <= 9; i++) {
            script.apply(new Command.Put(bytes("k" + i), large, 1_000, 0));
        }
        script.after(1_000);
        List<Long> left = new ArrayList<>();
        while (script.maintain()) {
            left.add(script.store.keyCount());
        }
        assertThat(left).containsExactly(6L, 3L, 0L);
    }

    @Test
    void aLeaseEndsAsAWholeHoweverLargeItIs() {
        script.apply(new Command.LeaseGrant(1, 1_000));
        for (int i = 0; i < 1_000; i++) {
            script.apply(putWithLease("k" + i, 1));
        }
        script.apply(putWithTtl("another", 1_000));
        script.after(1_000);
        assertThat(script.maintain()).isTrue();
        assertThat(script.has("k0")).isFalse();
        assertThat(script.store.keyCount()).isEqualTo(1);
        assertThat(script.maintain()).isTrue();
        assertThat(script.store.keyCount()).isZero();
    }

    private void assertRefused(Rejection reason, Command command) {
        Reply reply = script.apply(command);
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        assertThat(((Reply.Refused) reply).reason()).isEqualTo(reason);
    }
}
