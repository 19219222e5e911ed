package io.dengine.kv.store;

import static io.dengine.kv.Script.bytes;
import static io.dengine.kv.Script.put;
import static io.dengine.kv.Script.putWithLease;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.core.log.Entry;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import io.dengine.kv.Script;
import io.dengine.kv.watch.WatchHub;
import io.dengine.kv.watch.WatchMessage;
import io.dengine.kv.watch.WatchSubscription;
import io.dengine.kv.watch.WatchTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What clients hold of one history means nothing in another. */
class IncarnationTest {
    private static final long FIRST = 0x1111_2222_3333_4444L;
    private static final long SECOND = 0x5555_6666_7777_0888L;
    private static final long TTL = 10_000;

    /** A store with its log, which goes on where a state ended. */
    private static final class History {
        final KvStore store = new KvStore(new KvConfig(1_000, 1 << 20, 0, KvConfig.STANDARD.watch()));
        long nowMillis = Script.START_MILLIS;

        History lead(long drawn, boolean afterLoss) {
            var unused = store.apply(List.of(entry(Entry.Kind.NOOP, Entry.beginning(drawn, afterLoss))));
            return this;
        }

        History lead(long drawn) {
            return lead(drawn, false);
        }

        Reply apply(Command command) {
            return Reply.decode(store.apply(List.of(entry(Entry.Kind.COMMAND, command.encode())))
                    .get(0));
        }

        Reply inSession(long session, long sequence, Command command) {
            return apply(new Command.WithSession(session, sequence, 0, command));
        }

        long openSession() {
            return ((Reply.SessionOpened) apply(new Command.SessionOpen(60_000))).sessionId();
        }

        long grantLease() {
            return ((Reply.Leased) apply(new Command.LeaseGrant(0, TTL))).leaseId();
        }

        void maintain() {
            Bytes due = store.maintenance(nowMillis);
            if (due != null) {
                apply(Command.decode(due));
            }
        }

        private Entry entry(Entry.Kind kind, Bytes payload) {
            return new Entry(store.appliedIndex() + 1, 1, nowMillis, kind, payload);
        }

        /** A store that is restored from a backup of this one. */
        History restored() throws IOException {
            History copy = new History();
            copy.nowMillis = nowMillis;
            try (StateView view = store.freeze();
                    StateRestore restore = copy.store.restore()) {
                for (Bytes part = view.next(); part != null; part = view.next()) {
                    restore.add(Incarnations.ended(part));
                }
                restore.finish();
            }
            return copy;
        }

        /** Replaces the state by that of another node. */
        void install(History other) throws IOException {
            try (StateView view = other.store.freeze();
                    StateRestore restore = store.restore()) {
                for (Bytes part = view.next(); part != null; part = view.next()) {
                    restore.add(part);
                }
                restore.finish();
            }
        }
    }

    private static Rejection rejection(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        return ((Reply.Refused) reply).reason();
    }

    /** As a node does that learns from the store which history it is in, and then serves those who ask for it. */
    @Test
    void aWatchThatStartsWhenTheStoreReportsAnIncarnationIsInIt() throws IOException {
        History history = new History().lead(FIRST);
        var unused = history.apply(Script.put("a", "1"));
        assertWatchesBegin(history, () -> history.lead(SECOND, true));
        History behind = new History().lead(FIRST);
        assertWatchesBegin(behind, () -> behind.install(history));
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void assertWatchesBegin(History history, Step step) throws IOException {
        KvStore store = history.store;
        List<WatchSubscription> watches = new ArrayList<>();
        store.onIncarnation(() -> {
            WatchTarget all = new WatchTarget.Prefix(Bytes.EMPTY);
            watches.add(store.watchHub().subscribe(all, store.incarnation(), WatchHub.FROM_NOW, () -> {}));
            boolean worked = store.watchHub().runOnce();
        });
        step.run();
        var unused = history.apply(Script.put("b", "2"));
        boolean worked = store.watchHub().runOnce();

        assertThat(watches).hasSize(1);
        assertThat(watches.get(0).poll()).isInstanceOf(WatchMessage.Events.class);
    }

    @Test
    void a_history_begins_with_the_first_leader_and_goes_on_with_the_next() {
        History history = new History();
        assertThat(history.store.incarnation()).isZero();
        assertThat(history.lead(FIRST).store.incarnation()).isEqualTo(FIRST);
        assertThat(history.lead(SECOND).store.incarnation()).isEqualTo(FIRST);
    }

    @Test
    void revisions_of_a_new_cluster_begin_at_one() {
        assertThat(new History().lead(FIRST).apply(put("a", "1")).revision()).isEqualTo(1);
    }

    @Test
    void an_accepted_loss_begins_another() {
        History history = new History().lead(FIRST);
        history.apply(put("a", "1"));
        history.lead(SECOND, true);
        assertThat(history.store.incarnation()).isEqualTo(SECOND);
        assertThat(history.store.lossEpoch()).isEqualTo(1);
    }

    /** Those who accept it may have lost their disks, and with them more than what they had not synced. */
    @Test
    void an_accepted_loss_goes_on_beyond_the_revisions_of_a_cluster_of_which_nothing_is_left() {
        History history = new History().lead(FIRST, true);
        assertThat(history.apply(put("a", "1")).revision()).isGreaterThan(1L << 40);
        history.lead(SECOND, true);
        assertThat(history.apply(put("a", "2")).revision()).isGreaterThan(2L << 40);
    }

    @Test
    void a_restore_begins_another_at_revisions_that_were_never_reported() throws IOException {
        History history = new History().lead(FIRST);
        history.apply(put("a", "1"));
        History restored = history.restored();
        assertThat(restored.store.incarnation()).isZero();
        restored.lead(SECOND);
        assertThat(restored.store.incarnation()).isEqualTo(SECOND);
        assertThat(restored.store.lossEpoch()).isZero();
        assertThat(restored.store.revision()).isGreaterThan(1L << 40);
        assertThat(restored.store.get(bytes("a"))).isNotNull();
    }

    @Test
    void a_restore_of_an_empty_cluster_begins_beyond_its_revisions_too() throws IOException {
        History restored = new History().lead(FIRST).restored().lead(SECOND);
        assertThat(restored.apply(put("a", "1")).revision()).isGreaterThan(1L << 40);
    }

    @Test
    void replicas_that_are_restored_from_one_backup_agree() throws IOException {
        History origin = new History().lead(FIRST);
        long lease = origin.grantLease();
        origin.openSession();
        origin.apply(putWithLease("a", lease));
        History one = origin.restored().lead(SECOND);
        History other = origin.restored().lead(SECOND);
        assertThat(one.store.stateHash()).isEqualTo(other.store.stateHash());
        assertThat(one.restored().lead(FIRST).store.stateHash()).isNotEqualTo(one.store.stateHash());
    }

    @Test
    void the_incarnation_is_part_of_what_replicas_compare() {
        assertThat(new History().lead(FIRST).store.stateHash())
                .isNotEqualTo(new History().lead(SECOND).store.stateHash());
    }

    @Test
    void a_session_of_the_past_is_refused_and_never_answered_with_a_kept_reply() throws IOException {
        History history = new History().lead(FIRST);
        long session = history.openSession();
        assertThat(history.inSession(session, 1, put("a", "1")).succeeded()).isTrue();
        History restored = history.restored().lead(SECOND);
        assertThat(rejection(restored.inSession(session, 1, put("a", "1")))).isEqualTo(Rejection.SESSION_EXPIRED);
        assertThat(rejection(restored.inSession(session, 2, put("a", "2")))).isEqualTo(Rejection.SESSION_EXPIRED);
        history.lead(SECOND, true);
        assertThat(rejection(history.inSession(session, 1, put("a", "1")))).isEqualTo(Rejection.SESSION_EXPIRED);
    }

    @Test
    void ids_of_sessions_and_leases_do_not_meet_though_histories_are_alike() {
        Set<Long> ids = new HashSet<>();
        int drawn = 0;
        for (long incarnation : new long[] {FIRST, SECOND, FIRST + 1, 1, 2}) {
            History history = new History().lead(incarnation); // a node that lost its disk, each time
            for (int i = 0; i < 200; i++) {
                ids.add(history.openSession());
                ids.add(history.grantLease());
                drawn += 2;
            }
        }
        assertThat(ids).hasSize(drawn).allMatch(id -> id > 0);
    }

    @Test
    void within_an_incarnation_ids_are_a_permutation() {
        Set<Long> ids = new HashSet<>();
        for (long number = 1; number <= 200_000; number++) {
            ids.add(DrawnIds.lease(FIRST, number));
        }
        assertThat(ids).hasSize(200_000).allMatch(id -> id >= Limits.FIRST_CHOSEN_LEASE_ID);
    }

    @Test
    void a_lease_of_the_past_is_lost_to_its_holder() throws IOException {
        History history = new History().lead(FIRST);
        long lease = history.grantLease();
        history.apply(putWithLease("a", lease));
        History restored = history.restored().lead(SECOND);
        assertThat(rejection(restored.apply(new Command.LeaseKeepAlive(lease)))).isEqualTo(Rejection.LEASE_NOT_FOUND);
        assertThat(rejection(restored.apply(new Command.LeaseRevoke(lease)))).isEqualTo(Rejection.LEASE_NOT_FOUND);
        assertThat(rejection(restored.apply(putWithLease("b", lease)))).isEqualTo(Rejection.LEASE_NOT_FOUND);
        assertThat(restored.store.lease(lease)).isNull();
    }

    @Test
    void its_keys_stay_as_long_as_its_holder_may_believe_in_it() throws IOException {
        History history = new History().lead(FIRST);
        long lease = history.grantLease();
        history.apply(putWithLease("a", lease));
        history.nowMillis += TTL - 1; // the backup knows nothing of renewals that came after it
        History restored = history.restored().lead(SECOND);
        restored.nowMillis += TTL - 1;
        restored.maintain();
        assertThat(restored.store.get(bytes("a"))).isNotNull();
        restored.nowMillis += 1;
        restored.maintain();
        assertThat(restored.store.get(bytes("a"))).isNull();
    }

    @Test
    void a_watch_ends_and_says_why() {
        History history = new History().lead(FIRST);
        WatchSubscription watch = watch(history, FIRST, 1);
        history.apply(put("a", "1"));
        assertThat(drain(history, watch)).hasSize(1);
        history.lead(SECOND, true);
        assertThat(drain(history, watch)).containsExactly(new WatchMessage.OtherIncarnation(SECOND));
    }

    @Test
    void a_watch_of_another_history_never_begins() {
        History history = new History().lead(FIRST);
        history.apply(put("a", "1"));
        for (long from : new long[] {1, 2, 1_000}) {
            assertThat(drain(history, watch(history, SECOND, from)))
                    .containsExactly(new WatchMessage.OtherIncarnation(FIRST));
        }
        assertThat(drain(history, watch(history, WatchHub.ANY_INCARNATION, 1))).hasSize(1);
    }

    @Test
    void a_node_that_knows_no_history_yet_sends_a_watch_on() {
        History blank = new History();
        assertThat(drain(blank, watch(blank, FIRST, 7)))
                .containsExactly(new WatchMessage.Canceled(6, WatchMessage.Reason.STARTING));
    }

    @Test
    void a_watch_that_began_before_the_first_leader_sees_the_first_change() {
        History history = new History();
        WatchSubscription watch = watch(history, WatchHub.ANY_INCARNATION, WatchHub.FROM_NOW);
        assertThat(drain(history, watch)).isEmpty();
        history.lead(FIRST).apply(put("a", "1"));
        assertThat(drain(history, watch)).hasSize(1);
    }

    private static WatchSubscription watch(History history, long incarnation, long from) {
        return history.store.watchHub().subscribe(new WatchTarget.Prefix(Bytes.EMPTY), incarnation, from, () -> {});
    }

    private static List<WatchMessage> drain(History history, WatchSubscription subscription) {
        while (history.store.watchHub().runOnce()) {}
        List<WatchMessage> messages = new ArrayList<>();
        for (WatchMessage message = subscription.poll(); message != null; message = subscription.poll()) {
            messages.add(message);
        }
        return messages;
    }
}
