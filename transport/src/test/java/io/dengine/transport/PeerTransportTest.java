package io.dengine.transport;

import static io.dengine.transport.Peers.CLUSTER;
import static io.dengine.transport.Peers.configurationOf;
import static io.dengine.transport.Peers.connect;
import static io.dengine.transport.Peers.member;
import static io.dengine.transport.Peers.numberOf;
import static io.dengine.transport.Peers.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Fence;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.PeerMessage;
import io.dengine.transport.Peers.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeerTransportTest {
    private final Peers peers = new Peers();

    @AfterEach
    void closeEverything() throws Exception {
        peers.close();
    }

    @Test
    void threeNodesFindEachOtherAndTalkInOrder() throws Exception {
        Peer[] all = {peers.peer(1), peers.peer(2), peers.peer(3)};
        connect(all);
        all[0].awaitChange("connected 2");
        all[1].awaitChange("connected 3");
        all[1].changes.clear();
        all[0].changes.clear();
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            all[0].transport.send(2, numbered(i, 10));
            if (i % 100 == 0) {
                all[0].transport.flush();
            }
        }
        all[0].transport.flush();
        for (int i = 0; i < count; i++) {
            PeerMessage message = all[1].messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(numberOf(message)).isEqualTo(i);
        }
    }

    @Test
    void aLargeMessageArrivesWhole() throws Exception {
        Peer one = peers.peer(1);
        Peer two = peers.peer(2);
        one.transport.connectTo(configurationOf(one, two));
        two.transport.connectTo(configurationOf(one, two));
        one.awaitChange("connected 2");
        one.transport.send(2, numbered(7, 5 << 20));
        one.transport.flush();
        PeerMessage message = two.messages.poll(20, TimeUnit.SECONDS);
        assertThat(message).isEqualTo(numbered(7, 5 << 20));
    }

    @Test
    void aPeerThatStopsIsReportedAndFoundAgainWhenItReturns() throws Exception {
        Peer one = peers.peer(1);
        Peer two = peers.peer(2);
        Configuration configuration = configurationOf(one, two);
        one.transport.connectTo(configuration);
        two.transport.connectTo(configuration);
        one.awaitChange("connected 2");
        int port = two.listener.port();
        two.transport.close();
        two.listener.close();
        one.awaitChange("disconnected 2");
        one.transport.send(2, numbered(1, 1)); // dropped: nobody is there
        one.transport.flush();
        Peer again = peers.peer(2, CLUSTER, 0, port, Peers.CONFIG);
        again.transport.connectTo(configuration);
        one.awaitChange("connected 2");
        one.transport.send(2, numbered(2, 1));
        one.transport.flush();
        assertThat(again.messages.poll(10, TimeUnit.SECONDS)).isEqualTo(numbered(2, 1));
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() throws Exception {
        Peer one = peers.peer(1);
        Peer foreign = peers.peer(2, new ClusterId(8, 8), 0, 0, Peers.CONFIG);
        one.transport.connectTo(configurationOf(one, foreign));
        foreign.transport.connectTo(configurationOf(one, foreign));
        assertThat(hello(one, new PeerIdentity(new ClusterId(8, 8), 2, 0, "x:1"), 1, PeerCodec.VERSION))
                .contains("belongs to cluster 00000000000000080000000000000008");
        foreign.transport.send(1, numbered(1, 1));
        foreign.transport.flush();
        assertThat(one.messages).isEmpty();
        assertThat(one.changes).isEmpty();
        assertThat(foreign.changes).isEmpty();
    }

    @Test
    void strangersAreToldWhyTheyAreRefused() throws Exception {
        Peer one = peers.peer(1);
        one.transport.connectTo(
                new Configuration(0, List.of(member(1, 1), new Member(2, "127.0.0.1:1", 99, Member.Role.VOTER))));
        assertThat(hello(one, new PeerIdentity(CLUSTER, 1, 0, "x:1"), 1, PeerCodec.VERSION))
                .contains("node 1 is this node");
        assertThat(hello(one, new PeerIdentity(CLUSTER, 2, 0, "x:1"), 3, PeerCodec.VERSION))
                .contains("it looks for node 3");
        assertThat(hello(one, new PeerIdentity(CLUSTER, 2, 99, "x:1"), 1, 77)).contains("version 77");
        assertThat(hello(one, new PeerIdentity(CLUSTER, 2, 99, "x:1"), 1, PeerCodec.VERSION))
                .contains("the node at 127.0.0.1:1, the address of node 2, did not confirm in time");
        assertThat(hello(one, new PeerIdentity(CLUSTER, 3, 99, "x:1"), 1, PeerCodec.VERSION))
                .contains("knows a node 3");
    }

    @Test
    void garbageEndsTheConnection() throws Exception {
        Peer one = peers.peer(1);
        one.transport.connectTo(new Configuration(0, List.of(member(1, 1), member(2, 1))));
        for (String garbage : List.of("GET / HTTP/1.1\r\n\r\n", "DENGPEER\1\2\3\4\5\6\7\10\11\12\13")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), one.listener.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(garbage.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aSilentStrangerIsClosed() throws Exception {
        Peer one = peers.peer(1);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), one.listener.port())) {
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aMemberThatLeftIsDisconnected() throws Exception {
        Peer one = peers.peer(1);
        Peer two = peers.peer(2);
        one.transport.connectTo(configurationOf(one, two));
        two.transport.connectTo(configurationOf(one, two));
        one.awaitChange("connected 2");
        two.awaitChange("connected 1");
        one.transport.connectTo(configurationOf(one).after(configurationOf(one, two)));
        one.awaitChange("disconnected 2");
        two.awaitChange("disconnected 1");
    }

    @Test
    void aNodeThatIsNoMemberYetIsHeardAndAnsweredOnceAMemberVouchesForIt() throws Exception {
        Peer away = peers.peer(1);
        Peer member = peers.peer(3);
        Peer leader = peers.peer(2, CLUSTER, 77, 0, Peers.CONFIG);
        Configuration early = configurationOf(away, member);
        Configuration late = configurationOf(away, member, leader).at(5);
        leader.transport.connectTo(late);
        away.transport.connectTo(early);
        assertThat(away.identities.poll(200, TimeUnit.MILLISECONDS)).isNull();
        member.transport.connectTo(late);
        away.awaitChange("connected 2");
        leader.awaitChange("connected 1");
        assertThat(away.identities).contains("2 is 77");
        leader.send(1, numbered(1, 1));
        assertThat(away.nextMessage()).isEqualTo(numbered(1, 1));
        away.send(2, numbered(2, 1));
        assertThat(leader.nextMessage()).isEqualTo(numbered(2, 1));
    }

    @Test
    void aMemberThatHasMovedIsFoundWhereAnotherMemberSaysItIs() throws Exception {
        Peer away = peers.peer(1);
        Peer member = peers.peer(3);
        Peer moved = peers.peer(2);
        away.transport.connectTo(new Configuration(0, List.of(away.asMember(), member(2, 1), member.asMember())));
        Configuration late = configurationOf(away, member, moved).at(5);
        member.transport.connectTo(late);
        moved.transport.connectTo(late);
        away.awaitChange("connected 2");
        moved.awaitChange("connected 1");
        moved.send(1, numbered(1, 1));
        assertThat(away.nextMessage()).isEqualTo(numbered(1, 1));
    }

    @Test
    void whereNobodyIsLeftToVouchTheOperatorsListDoes() throws Exception {
        Peer leader = peers.peer(2);
        PeerTrust listed = PeerTrust.ADDRESSES.withListed(List.of(leader.asMember()));
        Peer away = peers.peer(1, CLUSTER, 0, 0, Peers.CONFIG.withTrust(listed));
        away.transport.connectTo(new Configuration(0, List.of(away.asMember(), member(9, 1))));
        leader.transport.connectTo(configurationOf(away, leader).at(5));
        away.awaitChange("connected 2");
        leader.awaitChange("connected 1");
    }

    @Test
    @Tag("bug:M-02")
    void aNodeWithAnotherDiskIsLetInButToldThatItDoesNotCount() throws Exception {
        Peer one = peers.peer(1);
        try (ServerSocket address = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            one.transport.connectTo(new Configuration(
                    0,
                    List.of(
                            one.asMember(),
                            new Member(2, "127.0.0.1:" + address.getLocalPort(), 99, Member.Role.VOTER))));
            try (RawConnection own = RawConnection.accept(address);
                    RawConnection dialled = RawConnection.dial(one.listener.port())) {
                Introduction introduction =
                        new Introduction(new PeerIdentity(CLUSTER, 2, 5, "x:1"), 1, null, new Nonce(3, 4));
                dialled.say(introduction.hello());
                dialled.say(Objects.requireNonNull(introduction.answer(own.hear(Handshake.Challenge.class))));
                assertThat(introduction.welcomed(dialled.hear(Handshake.Welcome.class)))
                        .isNull();
                assertThat(dialled.hear()).isEqualTo(new Handshake.Warned(Fence.OTHER_DISK.text()));
                assertThat(one.identities.poll(20, TimeUnit.SECONDS)).isEqualTo("2 is 5");
            }
        }
    }

    /** Says hello by hand; returns the reason of the refusal. */
    private static String hello(Peer to, PeerIdentity identity, int expectedNodeId, int version) throws IOException {
        try (RawConnection dialled = RawConnection.dial(to.listener.port())) {
            dialled.say(new Handshake.Hello(version, identity, expectedNodeId, new Nonce(1, 2)));
            return dialled.hear(Handshake.Refused.class).reason();
        }
    }
}
