package io.dengine.kv.store;

import static io.dengine.kv.Script.bytes;
import static io.dengine.kv.Script.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Operation;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.engine.port.StateRestore;
import io.dengine.engine.port.StateView;
import io.dengine.kv.Script;
import io.dengine.kv.session.Sessions;
import io.dengine.kv.watch.WatchConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What clients may take of the replicated state. */
class QuotaTest {
    private static final long ONE = 71;
    private static final long OTHER = 72;
    private static final Quotas FEW = new Quotas(4, 2, 8 << 20, 5, 3);

    private final Script script = new Script(new KvConfig(0, 0, 0, WatchConfig.STANDARD).withQuotas(FEW));

    QuotaTest() {
        assertThat(script.maintain()).isTrue();
    }

    private Reply open(long owner) {
        return script.apply(new Command.SessionOpen(60_000, owner));
    }

    private long opened(long owner) {
        return ((Reply.SessionOpened) open(owner)).sessionId();
    }

    private Reply grant(long owner) {
        return script.apply(new Command.LeaseGrant(0, 60_000, owner));
    }

    private static void assertRefused(Rejection reason, Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        assertThat(((Reply.Refused) reply).reason()).isEqualTo(reason);
        assertThat(((Reply.Refused) reply).message())
                .containsAnyOf("nothing was changed", "this attempt changed nothing")
                .contains("raft.quotas.");
    }

    @Test
    void the_leader_writes_its_quotas_into_the_log_once() {
        assertThat(script.store.maintenance(script.nowMillis)).isNull();
        Script sameLog = new Script(new KvConfig(0, 0, 0, WatchConfig.STANDARD));
        assertThat(sameLog.store.apply(script.log)).hasSize(script.log.size());
        assertThat(sameLog.store.stateHash()).isEqualTo(script.store.stateHash());
    }

    /** Quotas that do not fit would be proposed for ever, and leases and sessions would not end meanwhile. */
    @Test
    void a_leader_whose_disk_is_nearly_full_writes_its_quotas_and_then_ends_what_is_over() {
        Script cramped = new Script(new KvConfig(0, 0, 0, WatchConfig.STANDARD).withQuotas(FEW));
        long lease = ((Reply.Leased) cramped.apply(new Command.LeaseGrant(0, 1_000, ONE))).leaseId();
        cramped.after(60_000);

        List<Bytes> proposed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Bytes due = cramped.store.maintenance(cramped.nowMillis);
            if (due != null && cramped.store.fitsReserve(due)) {
                proposed.add(due);
                cramped.applyEncoded(due);
            }
        }

        assertThat(proposed).hasSize(2);
        assertThat(cramped.store.lease(lease)).isNull();
    }

    @Test
    void one_client_cannot_open_all_sessions() {
        long first = opened(ONE);
        opened(ONE);
        assertRefused(Rejection.SESSION_QUOTA, open(ONE));
        opened(OTHER);
        script.apply(new Command.SessionClose(first));
        opened(ONE);
    }

    @Test
    void all_together_cannot_open_more_than_there_may_be() {
        opened(ONE);
        opened(ONE);
        opened(OTHER);
        opened(0);
        assertRefused(Rejection.SESSION_QUOTA, open(OTHER));
        assertRefused(Rejection.SESSION_QUOTA, open(0));
    }

    @Test
    void sessions_that_end_make_room() {
        opened(ONE);
        opened(ONE);
        script.after(60_001);
        assertThat(script.maintain()).isTrue();
        opened(ONE);
    }

    @Test
    void one_client_cannot_be_granted_all_leases_be_it_in_a_session() {
        long session = opened(ONE);
        grant(ONE);
        script.apply(new Command.WithSession(session, 1, 0, new Command.LeaseGrant(0, 60_000, OTHER)));
        Reply last = grant(ONE);
        assertRefused(Rejection.LEASE_QUOTA, grant(ONE));
        assertRefused(
                Rejection.LEASE_QUOTA,
                script.apply(new Command.WithSession(session, 2, 0, new Command.LeaseGrant(0, 60_000, OTHER))));
        assertThat(grant(OTHER).succeeded()).isTrue();
        assertThat(grant(OTHER).succeeded()).isTrue();
        assertRefused(Rejection.LEASE_QUOTA, grant(OTHER));
        script.apply(new Command.LeaseRevoke(((Reply.Leased) last).leaseId()));
        assertThat(grant(ONE).succeeded()).isTrue();
    }

    @Test
    void ttls_of_keys_are_no_leases_in_this_sense() {
        for (int i = 0; i < 20; i++) {
            assertThat(script.apply(Script.putWithTtl("k" + i, 1_000)).succeeded())
                    .isTrue();
        }
        assertThat(grant(ONE).succeeded()).isTrue();
    }

    @Test
    void unacknowledged_replies_of_one_client_take_a_quarter_at_most() {
        script.apply(new Command.Put(bytes("large"), Bytes.wrap(new byte[900 << 10])));
        long first = opened(ONE);
        long second = opened(ONE);
        Command read = new Command.Transaction(List.of(), List.of(new Operation.Get(bytes("large"))), List.of());
        assertThat(script.apply(new Command.WithSession(first, 1, 0, read)).succeeded())
                .isTrue();
        assertThat(script.apply(new Command.WithSession(first, 2, 0, read)).succeeded())
                .isTrue();
        assertThat(script.apply(new Command.WithSession(second, 1, 0, read)).succeeded())
                .isTrue();
        assertRefused(Rejection.SESSION_QUOTA, script.apply(new Command.WithSession(second, 2, 0, read)));
        long other = opened(OTHER);
        assertThat(script.apply(new Command.WithSession(other, 1, 0, read)).succeeded())
                .isTrue();
        assertThat(script.apply(new Command.WithSession(first, 3, 2, put("a", "1")))
                        .succeeded())
                .isTrue();
    }

    @Test
    void a_reply_that_is_too_long_to_be_kept_is_given_once() {
        script.apply(new Command.Put(bytes("large"), Bytes.wrap(new byte[(int) Sessions.MAX_KEPT_BYTES])));
        long session = opened(ONE);
        Command read = new Command.Transaction(
                List.of(),
                List.of(new Operation.Get(bytes("large")), new Operation.Put(bytes("a"), bytes("1"), 0, 0)),
                List.of());
        assertThat(script.apply(new Command.WithSession(session, 1, 0, read)).succeeded())
                .isTrue();
        Reply again = script.apply(new Command.WithSession(session, 1, 0, read));
        assertThat(((Reply.Refused) again).reason()).isEqualTo(Rejection.REPLY_NOT_KEPT);
        assertThat(Objects.requireNonNull(script.store.get(bytes("a"))).version())
                .isEqualTo(1);
    }

    @Test
    void a_state_that_was_sent_counts_as_before() throws IOException {
        opened(ONE);
        opened(ONE);
        Script copy = new Script(new KvConfig(0, 0, 0, WatchConfig.STANDARD).withQuotas(FEW));
        try (StateView view = script.store.freeze();
                StateRestore restore = copy.store.restore()) {
            for (Bytes part = view.next(); part != null; part = view.next()) {
                restore.add(part);
            }
            restore.finish();
        }
        copy.log.addAll(script.log);
        assertThat(copy.store.stateHash()).isEqualTo(script.store.stateHash());
        assertRefused(Rejection.SESSION_QUOTA, copy.apply(new Command.SessionOpen(60_000, ONE)));
    }

    @Test
    void a_transaction_answers_with_no_more_than_a_frame_can_carry() {
        Script large = new Script(new KvConfig(0, 0, 0, WatchConfig.STANDARD));
        List<Operation> reads = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            large.apply(new Command.Put(bytes("k" + i), Bytes.wrap(new byte[1 << 20])));
            reads.add(new Operation.Get(bytes("k" + i)));
        }
        Reply.Transacted reply = (Reply.Transacted) large.apply(new Command.Transaction(List.of(), reads, List.of()));
        assertThat(reply.results()).hasSize(40);
        assertThat(reply.results().get(30)).matches(result -> result.rows().size() == 1 && !result.more());
        assertThat(reply.results().get(39)).matches(result -> result.rows().isEmpty() && result.more());
    }
}
