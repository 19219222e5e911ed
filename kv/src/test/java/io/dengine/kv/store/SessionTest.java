package io.dengine.kv.store;

import static io.dengine.kv.Script.bytes;
import static io.dengine.kv.Script.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Operation;
import io.dengine.bytes.Bytes;
import io.dengine.command.Command;
import io.dengine.command.Rejection;
import io.dengine.command.Reply;
import io.dengine.kv.Script;
import io.dengine.kv.session.Sessions;
import io.dengine.kv.watch.WatchConfig;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionTest {
    private final Script script = new Script(new KvConfig(100, 1 << 20, 0, WatchConfig.STANDARD));
    private final long session = open(10_000);

    private long open(long ttlMillis) {
        return ((Reply.SessionOpened) script.apply(new Command.SessionOpen(ttlMillis))).sessionId();
    }

    private Bytes send(long sequence, long acknowledged, Command command) {
        return script.applyEncoded(new Command.WithSession(session, sequence, acknowledged, command).encode());
    }

    private long version(String key) {
        return Objects.requireNonNull(script.store.get(bytes(key))).version();
    }

    private static void assertRefused(Rejection reason, Bytes reply) {
        assertThat(Reply.decode(reply)).isInstanceOf(Reply.Refused.class);
        assertThat(((Reply.Refused) Reply.decode(reply)).reason()).isEqualTo(reason);
    }

    @Test
    @Tag("bug:C-01")
    void aRepeatedCommandIsCarriedOutOnceAndAnsweredAsBefore() {
        Bytes first = send(1, 0, put("a", "v"));
        send(2, 0, put("a", "w"));
        Bytes repeated = send(1, 0, put("a", "v"));
        assertThat(repeated).isEqualTo(first);
        assertThat(version("a")).isEqualTo(2);
        assertThat(Objects.requireNonNull(script.store.get(bytes("a"))).value()).isEqualTo(bytes("w"));
    }

    @Test
    @Tag("bug:C-01")
    void alsoWithinABatchAndOutOfOrder() {
        Bytes three = new Command.WithSession(session, 3, 0, put("a", "3")).encode();
        Bytes one = new Command.WithSession(session, 1, 0, put("a", "1")).encode();
        List<Bytes> replies = script.applyAll(List.of(three, one, three, one));
        assertThat(replies.get(2)).isEqualTo(replies.get(0));
        assertThat(replies.get(3)).isEqualTo(replies.get(1)).isNotEqualTo(replies.get(0));
        assertThat(version("a")).isEqualTo(2);
    }

    @Test
    @Tag("bug:C-01")
    void refusalsAndFailedComparisonsAreAnsweredAsBeforeToo() {
        Command swap = new Command.CompareAndSwap(bytes("a"), bytes("x"), bytes("y"));
        Bytes failed = send(1, 0, swap);
        Bytes refused = send(2, 0, new Command.LeaseKeepAlive(5));
        script.apply(put("a", "x"));
        script.apply(new Command.LeaseGrant(5, 1_000));
        assertThat(send(1, 0, swap)).isEqualTo(failed);
        assertThat(send(2, 0, new Command.LeaseKeepAlive(5))).isEqualTo(refused);
        assertThat(version("a")).isEqualTo(1);
    }

    @Test
    void whatWasAcknowledgedIsNeverCarriedOutAgain() {
        send(1, 0, put("a", "v"));
        send(2, 1, put("a", "w"));
        assertRefused(Rejection.SEQUENCE_FORGOTTEN, send(1, 0, put("a", "v")));
        assertRefused(Rejection.SEQUENCE_FORGOTTEN, send(3, 3, put("a", "v")));
        assertThat(version("a")).isEqualTo(2);
    }

    @Test
    @Tag("bug:C-02")
    void aSessionEndsByTheTimeOfTheLogAlone() {
        send(1, 0, put("a", "v"));
        script.after(9_999);
        assertThat(script.maintain()).isFalse();
        send(2, 0, put("a", "w"));
        script.after(9_999);
        assertThat(script.maintain()).isFalse();
        script.after(1);
        assertThat(script.maintain()).isTrue();
        assertRefused(Rejection.SESSION_EXPIRED, send(2, 0, put("a", "w")));
        assertRefused(Rejection.SESSION_EXPIRED, send(3, 0, put("a", "x")));
        assertThat(version("a")).isEqualTo(2);

        KvStore replica = new KvStore(KvConfig.STANDARD);
        var unused = replica.apply(script.log);
        assertThat(replica.stateHash()).isEqualTo(script.store.stateHash());
    }

    @Test
    @Tag("bug:C-02")
    void anEndThatWasProposedBeforeTheLastCommandHasNoEffect() {
        script.after(10_000);
        Bytes stale = Objects.requireNonNull(script.store.maintenance(script.nowMillis));
        send(1, 0, put("a", "v"));
        script.after(20_000);
        assertThat(Reply.decode(script.applyEncoded(stale)).succeeded()).isFalse();
        assertThat(Reply.decode(send(2, 0, put("a", "w"))).succeeded()).isTrue();
    }

    @Test
    @Tag("bug:C-03")
    void whatIsRefusedWasNotDone() {
        long before = script.store.revision();
        assertThat(script.apply(new Command.SessionClose(session)).succeeded()).isTrue();
        assertRefused(Rejection.SESSION_EXPIRED, send(1, 0, put("a", "v")));
        assertThat(script.apply(new Command.SessionClose(session)).succeeded()).isFalse();
        assertThat(script.apply(new Command.SessionKeepAlive(session)).succeeded())
                .isFalse();
        Operation missing = new Operation.Put(bytes("b"), bytes("v"), 0, 99);
        Command transaction = new Command.Transaction(
                List.of(), List.of(new Operation.Put(bytes("a"), bytes("v")), missing), List.of());
        assertThat(script.apply(transaction)).isInstanceOf(Reply.Refused.class);
        assertThat(script.store.revision()).isEqualTo(before);
        assertThat(script.has("a")).isFalse();
    }

    @Test
    @Tag("bug:C-07")
    void unacknowledgedRepliesAreBounded() {
        for (int i = 1; i <= Sessions.MAX_KEPT_REPLIES; i++) {
            assertThat(Reply.decode(send(i, 0, put("a", "v"))).succeeded()).isTrue();
        }
        long next = Sessions.MAX_KEPT_REPLIES + 1L;
        assertRefused(Rejection.SESSION_QUOTA, send(next, 0, put("a", "v")));
        assertThat(version("a")).isEqualTo(Sessions.MAX_KEPT_REPLIES);
        assertThat(Reply.decode(send(next, 10, put("a", "v"))).succeeded()).isTrue();
        assertThat(version("a")).isEqualTo(next);
    }

    @Test
    @Tag("bug:C-07")
    void largeRepliesAreBoundedByTheirBytes() {
        script.apply(new Command.Put(bytes("large"), Bytes.wrap(new byte[600_000])));
        Command read = new Command.Transaction(List.of(), List.of(new Operation.Get(bytes("large"))), List.of());
        assertThat(Reply.decode(send(1, 0, read)).succeeded()).isTrue();
        assertThat(Reply.decode(send(2, 0, read)).succeeded()).isTrue();
        assertRefused(Rejection.SESSION_QUOTA, send(3, 0, read));
        assertThat(Reply.decode(send(3, 2, read)).succeeded()).isTrue();
    }

    /** The same command may be in the log twice, and there may be room for its reply when the second one is applied. */
    @Test
    void aSequenceThatFoundNoRoomStaysOpenAndSaysSo() {
        for (int i = 1; i <= Sessions.MAX_KEPT_REPLIES; i++) {
            send(i, 0, put("a", "v"));
        }
        long next = Sessions.MAX_KEPT_REPLIES + 1L;
        Reply.Refused refused = (Reply.Refused) Reply.decode(send(next, 0, put("b", "v")));
        assertThat(refused.message()).contains("this attempt changed nothing", "stays open");
        assertThat(script.has("b")).isFalse();
        send(1, 1, put("a", "v"));
        assertThat(Reply.decode(send(next, 0, put("b", "v"))).succeeded()).isTrue();
        assertThat(script.has("b")).isTrue();
    }

    @Test
    @Tag("bug:C-07")
    void sessionsAreBounded() {
        for (int i = 1; i < Quotas.STANDARD.maxSessions(); i++) {
            open(1_000);
        }
        assertRefused(Rejection.SESSION_QUOTA, script.applyEncoded(new Command.SessionOpen(1_000).encode()));
    }
}
