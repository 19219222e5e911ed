package io.dengine.transport;

import static io.dengine.transport.Peers.CLUSTER;
import static io.dengine.transport.Peers.connect;
import static io.dengine.transport.Peers.numberOf;
import static io.dengine.transport.Peers.numbered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.log.Entry;
import io.dengine.core.log.EntryId;
import io.dengine.core.message.Message;
import io.dengine.engine.port.PeerMessage;
import io.dengine.transport.Peers.Peer;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody who reaches the port, knows all that the cluster tells of itself, and speaks the protocol of its peers. */
@Timeout(60)
class StrangerTest {
    private static final PeerIdentity AS_TWO = new PeerIdentity(CLUSTER, 2, 0, "127.0.0.1:1");

    private final Peers peers = new Peers();
    private Peer one;
    private Peer two;

    @BeforeEach
    void twoNodesThatKnowEachOther() throws Exception {
        one = peers.peer(1);
        two = peers.peer(2);
        connect(one, two);
        one.awaitChange("connected 2");
        two.awaitChange("connected 1");
        one.identities.clear();
    }

    @AfterEach
    void closeEverything() throws Exception {
        peers.close();
    }

    private static List<PeerMessage> forgeries() {
        Entry entry = new Entry(1, 1, 1, Entry.Kind.COMMAND, Bytes.utf8("forged"));
        return List.of(
                new PeerMessage.Protocol(new Message.Append(9, 1, 1, EntryId.ZERO, 1, List.of(entry))),
                new PeerMessage.Protocol(new Message.TimeoutNow(1)),
                new PeerMessage.Protocol(new Message.Vote(1L << 40, new EntryId(1L << 40, 1L << 40), true)),
                new PeerMessage.Protocol(new Message.Forgotten(1, 1, 1)),
                new PeerMessage.StateDiffers(1, 2),
                numbered(1, 10));
    }

    @Test
    void whatAStrangerSaysInAMembersNameReachesNobody() throws Exception {
        for (PeerMessage forgery : forgeries()) {
            try (RawConnection stranger = RawConnection.dial(one.listener.port())) {
                stranger.say(hello(AS_TWO));
                stranger.say(forgery);
                assertThat(stranger.ends()).isTrue();
            }
        }
        assertThat(one.messages).isEmpty();
        assertThat(one.identities).isEmpty();
        assertThat(one.changes).isEmpty();
    }

    @Test
    void aStrangerIsRefusedAfterAWhileAndTheMembersOwnConnectionGoesOnMeanwhile() throws Exception {
        for (long storageId : new long[] {0, 99}) {
            try (RawConnection stranger = RawConnection.dial(one.listener.port())) {
                stranger.say(hello(new PeerIdentity(CLUSTER, 2, storageId, "127.0.0.1:1")));
                for (int i = 0; i < 1_000; i++) {
                    two.send(1, numbered(i, 100));
                }
                assertThat(stranger.hear(Handshake.Refused.class).reason())
                        .contains("the address of node 2, did not confirm");
                for (int i = 0; i < 1_000; i++) {
                    assertThat(numberOf(one.nextMessage())).isEqualTo(i);
                }
            }
        }
        assertThat(one.changes).isEmpty();
        assertThat(two.changes).isEmpty();
    }

    @Test
    void aGuessedProofEndsTheConnection() throws Exception {
        try (RawConnection stranger = RawConnection.dial(one.listener.port())) {
            stranger.say(hello(AS_TWO));
            stranger.say(new Handshake.Confirmation(new Nonce(5, 6), Bytes.EMPTY));
            assertThat(stranger.hear(Handshake.Refused.class).reason())
                    .isEqualTo("it answered a challenge that was not put to it");
        }
    }

    @Test
    void aMemberRepeatsNoChallengeOfAConnectionThatItHasNotDialled() throws Exception {
        try (RawConnection asOne = RawConnection.dial(two.listener.port());
                RawConnection asTwo = RawConnection.dial(one.listener.port())) {
            // Who dials both in the other's name learns nothing from either that would help with the other.
            asOne.say(hello(new PeerIdentity(CLUSTER, 1, 0, "127.0.0.1:1"), 2));
            asTwo.say(hello(AS_TWO));
            asOne.say(new Handshake.Challenge(new Nonce(1, 2), new Nonce(3, 4)));
            asTwo.say(new Handshake.Challenge(new Nonce(1, 2), new Nonce(3, 4)));
            assertThatThrownBy(() -> asOne.hear(Handshake.Confirmation.class))
                    .isInstanceOfAny(EOFException.class, SocketException.class);
            assertThatThrownBy(() -> asTwo.hear(Handshake.Confirmation.class))
                    .isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }

    @Test
    void whatMembersAskOfEachOtherIsAnsweredToMembersAlone() throws Exception {
        one.transport.onQuestion(new PeerQuestion.Listener() {
            @Override
            public CompletableFuture<Bytes> answer(Bytes question) {
                return CompletableFuture.completedFuture(Bytes.utf8("to anybody"));
            }

            @Override
            public CompletableFuture<Bytes> answerMember(Bytes question) {
                return question.isEmpty()
                        ? CompletableFuture.failedFuture(new IOException("nothing was asked"))
                        : CompletableFuture.completedFuture(Bytes.utf8("to a member"));
            }
        });
        assertThat(two.transport.ask(1, Bytes.utf8("?"), 20_000).get()).isEqualTo(Bytes.utf8("to a member"));
        assertThatThrownBy(() -> two.transport.ask(1, Bytes.EMPTY, 20_000).get())
                .hasMessageContaining("nothing was asked");
        assertThatThrownBy(() -> two.transport.ask(9, Bytes.EMPTY, 20_000).get())
                .hasCauseInstanceOf(ConnectException.class);
        try (RawConnection stranger = RawConnection.dial(one.listener.port())) {
            stranger.say(new Handshake.Question(0, Bytes.utf8("?"), Bytes.EMPTY));
            assertThat(stranger.hear(Handshake.Reply.class).text()).isEqualTo(Bytes.utf8("to anybody"));
        }
        try (RawConnection stranger = RawConnection.dial(one.listener.port())) {
            stranger.say(hello(AS_TWO));
            stranger.say(new Handshake.Question(1, Bytes.utf8("?"), Bytes.EMPTY));
            assertThat(stranger.ends()).isTrue();
        }
    }

    @Test
    void aStrangerVouchesForNobody() throws Exception {
        try (RawConnection stranger = RawConnection.dial(one.listener.port())) {
            stranger.say(hello(AS_TWO));
            stranger.say(new Handshake.Members(Peers.configurationOf(one, two).at(9)));
            assertThat(stranger.ends()).isTrue();
        }
        assertThat(one.transport.addressesOf(2)).containsExactly(two.asMember().address());
    }

    @Test
    void aNodeThatNobodyKnowsIsNotDialledWhereItSaysItIs() throws Exception {
        try (RawConnection stranger = RawConnection.dial(one.listener.port())) {
            stranger.say(hello(new PeerIdentity(CLUSTER, 7, 0, "127.0.0.1:" + two.listener.port())));
            assertThat(stranger.hear(Handshake.Refused.class).reason()).contains("knows a node 7");
        }
    }

    @Test
    void manySlowStrangersNeitherKeepAMemberOutNorStay() throws Exception {
        List<RawConnection> strangers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RawConnection stranger = RawConnection.dial(one.listener.port());
            strangers.add(stranger);
            if (i % 2 == 0) {
                stranger.say(hello(AS_TWO));
            } else {
                stranger.send(hello(AS_TWO).encode().slice(0, 9)); // the rest never comes
            }
        }
        int port = two.listener.port();
        two.transport.close();
        two.listener.close();
        one.awaitChange("disconnected 2");
        Peer again = peers.peer(2, CLUSTER, 0, port, Peers.CONFIG);
        again.transport.connectTo(Peers.configurationOf(one, again));
        one.awaitChange("connected 2");
        for (RawConnection stranger : strangers) {
            assertThat(stranger.ends()).isTrue();
            stranger.close();
        }
    }

    @Test
    void aProofIsGoodForOneConnectionOnly() throws Exception {
        Verification first = new Verification(AS_TWO, null, new Nonce(1, 1));
        Verification second = new Verification(AS_TWO, null, new Nonce(2, 2));
        Introduction introduction = new Introduction(new PeerIdentity(CLUSTER, 1, 7, "x:1"), 2, null, new Nonce(3, 3));
        first.greeted(introduction.hello());
        second.greeted(introduction.hello());
        Handshake.Confirmation proof = Objects.requireNonNull(introduction.answer(first.challenge()));
        assertThat(second.confirmed(proof)).contains("not put to it");
        assertThat(first.confirmed(proof)).isNull();
    }

    @Test
    void oneIdDoesNotPushOutThoseOfAnother() {
        WaitingForProof<String> waiting = new WaitingForProof<>();
        assertThat(waiting.add(1, "a", "true")).isEmpty();
        List<String> gone = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            gone.addAll(waiting.add(2, "b", "false " + i));
        }
        assertThat(gone).hasSize(12).startsWith("false 0").doesNotContain("true");
        assertThat(waiting.of(1)).containsExactly("true");
        assertThat(waiting.remove("true")).isTrue();
        assertThat(waiting.contains(1)).isFalse();
    }

    @Test
    void oneHostPushesOutItsOwnConnectionsFirst() {
        WaitingForProof<String> waiting = new WaitingForProof<>();
        assertThat(waiting.add(2, "host of 2", "true")).isEmpty();
        for (int i = 0; i < 1_000; i++) {
            assertThat(waiting.add(2, "host of a stranger", "false " + i)).doesNotContain("true");
        }
        for (int id = 3; id < 1_000; id++) {
            assertThat(waiting.add(id, "host of a stranger", "as " + id)).doesNotContain("true");
        }
        assertThat(waiting.of(2)).contains("true");
    }

    @Test
    void aStrangerWithAMembersIdAndPortOfItsOwnIsNoNuisance() throws Exception {
        Peer second = peers.peer(2, CLUSTER, 99, 0, Peers.CONFIG);
        second.transport.connectTo(Peers.configurationOf(one, second));
        for (int i = 0; i < 200; i++) {
            two.send(1, numbered(i, 10));
            assertThat(numberOf(one.nextMessage())).isEqualTo(i);
            assertThat(one.changes.poll(10, TimeUnit.MILLISECONDS)).isNull();
        }
        assertThat(one.identities).isEmpty();
        assertThat(second.changes).isEmpty();
    }

    private static Handshake.Hello hello(PeerIdentity identity) {
        return hello(identity, 1);
    }

    private static Handshake.Hello hello(PeerIdentity identity, int to) {
        return new Handshake.Hello(PeerCodec.VERSION, identity, to, new Nonce(1, 2));
    }
}
