package io.dengine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.bytes.BytesWriter;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Fence;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeerTransportTest {
    private static final ClusterId CLUSTER = new ClusterId(1, 2);
    private static final TransportConfig CONFIG = new TransportConfig(8 << 20, 8 << 20, 2_000, 5, 50, 200, 2_000, null);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeEverything() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    /** One node: its transport, its listener, and what its receiver heard. */
    private final class Peer implements Transport.Receiver {
        final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
        final BlockingQueue<PeerMessage> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<String> identities = new LinkedBlockingQueue<>();
        final PeerTransport transport;
        final PeerListener listener;

        Peer(int id, ClusterId cluster, long storageId, int port) throws IOException {
            transport = new PeerTransport(new PeerIdentity(cluster, id, storageId, "127.0.0.1:0"), CONFIG, loops);
            listener = bind(new HostPort("127.0.0.1", port), transport.acceptor());
            open.add(listener);
            open.add(transport);
            transport.start(this);
        }

        Peer(int id) throws IOException {
            this(id, CLUSTER, 0, 0);
        }

        @Override
        public void received(int from, PeerMessage message) {
            messages.add(message);
        }

        @Override
        public void identified(int peer, long storageId) {
            identities.add(peer + " is " + storageId);
        }

        @Override
        public void connected(int peer) {
            changes.add("connected " + peer);
        }

        @Override
        public void disconnected(int peer) {
            changes.add("disconnected " + peer);
        }

        void awaitChange(String change) throws InterruptedException {
            String heard = changes.poll(20, TimeUnit.SECONDS);
            while (heard != null && !heard.equals(change)) {
                heard = changes.poll(20, TimeUnit.SECONDS);
            }
            assertThat(heard).isEqualTo(change);
        }
    }

    /** Somebody's outgoing connection may have taken the port of a peer that stopped; it will not keep it. */
    private PeerListener bind(HostPort address, PeerAcceptor acceptor) throws IOException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                PeerListener bound = PeerListener.bind(address, loops);
                bound.serve(acceptor);
                return bound;
            } catch (IOException e) {
                if (System.nanoTime() > deadlineNanos) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static Configuration configurationOf(Peer... peers) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < peers.length; i++) {
            members.add(member(i + 1, peers[i].listener.port()));
        }
        return new Configuration(0, members);
    }

    private static Member member(int id, int port) {
        return new Member(id, "127.0.0.1:" + port, 0, Member.Role.VOTER);
    }

    private static PeerMessage numbered(long number, int size) {
        return new PeerMessage.Forward(number, Bytes.wrap(new byte[size]));
    }

    private static long numberOf(PeerMessage message) {
        return ((PeerMessage.Forward) message).requestId();
    }

    @Test
    void threeNodesFindEachOtherAndTalkInOrder() throws Exception {
        Peer[] peers = {new Peer(1), new Peer(2), new Peer(3)};
        Configuration configuration = configurationOf(peers);
        for (Peer peer : peers) {
            peer.transport.connectTo(configuration);
        }
        peers[0].awaitChange("connected 2");
        peers[1].awaitChange("connected 3");
        peers[1].changes.clear();
        peers[0].changes.clear();
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            peers[0].transport.send(2, numbered(i, 10));
            if (i % 100 == 0) {
                peers[0].transport.flush();
            }
        }
        peers[0].transport.flush();
        for (int i = 0; i < count; i++) {
            PeerMessage message = peers[1].messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            assertThat(numberOf(message)).isEqualTo(i);
        }
    }

    @Test
    void aLargeMessageArrivesWhole() throws Exception {
        Peer one = new Peer(1);
        Peer two = new Peer(2);
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
        Peer one = new Peer(1);
        Peer two = new Peer(2);
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
        Peer again = new Peer(2, CLUSTER, 0, port);
        again.transport.connectTo(configuration);
        one.awaitChange("connected 2");
        one.transport.send(2, numbered(2, 1));
        one.transport.flush();
        assertThat(again.messages.poll(10, TimeUnit.SECONDS)).isEqualTo(numbered(2, 1));
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() throws Exception {
        Peer one = new Peer(1);
        Peer foreign = new Peer(2, new ClusterId(8, 8), 0, 0);
        one.transport.connectTo(configurationOf(one, foreign));
        foreign.transport.connectTo(configurationOf(one, foreign));
        assertThat(hello(one, new PeerIdentity(new ClusterId(8, 8), 2, 0, "x:1"), 1, 1))
                .contains("belongs to cluster 00000000000000080000000000000008");
        foreign.transport.send(1, numbered(1, 1));
        foreign.transport.flush();
        assertThat(one.messages).isEmpty();
        assertThat(one.changes).isEmpty();
        assertThat(foreign.changes).isEmpty();
    }

    @Test
    void strangersAreToldWhyTheyAreRefused() throws Exception {
        Peer one = new Peer(1);
        one.transport.connectTo(
                new Configuration(0, List.of(member(1, 1), new Member(2, "127.0.0.1:1", 99, Member.Role.VOTER))));
        assertThat(hello(one, new PeerIdentity(CLUSTER, 1, 0, "x:1"), 1, 1)).contains("node 1 is this node");
        assertThat(hello(one, new PeerIdentity(CLUSTER, 2, 0, "x:1"), 3, 1)).contains("it looks for node 3");
        assertThat(hello(one, new PeerIdentity(CLUSTER, 2, 99, "x:1"), 1, 2)).contains("version 2");
        assertThat(hello(one, new PeerIdentity(CLUSTER, 2, 99, "x:1"), 1, 1)).isEqualTo("Hello");
    }

    @Test
    void garbageEndsTheConnection() throws Exception {
        Peer one = new Peer(1);
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
        Peer one = new Peer(1);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), one.listener.port())) {
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void messagesForAPeerThatReadsNothingAreDroppedAndReported() throws Exception {
        Peer one = new Peer(1);
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            one.transport.connectTo(
                    new Configuration(0, List.of(member(1, one.listener.port()), member(2, deaf.getLocalPort()))));
            try (Socket accepted = deaf.accept()) {
                BytesWriter answer = new BytesWriter(64);
                new Handshake.Hello(1, new PeerIdentity(CLUSTER, 2, 0, "x:1"), 1).writeFrame(answer);
                accepted.getOutputStream().write(answer.toBytes().toArray());
                accepted.getOutputStream().flush();
                // Offers more than socket buffers, channel and queue hold together; nobody reads.
                String reported = null;
                for (int i = 0; reported == null; i++) {
                    one.transport.send(2, numbered(i, 100_000));
                    one.transport.flush();
                    reported = one.changes.poll(1, TimeUnit.MILLISECONDS);
                }
                assertThat(reported).isEqualTo("disconnected 2");
            }
        }
    }

    @Test
    void aMemberThatLeftIsDisconnected() throws Exception {
        Peer one = new Peer(1);
        Peer two = new Peer(2);
        one.transport.connectTo(configurationOf(one, two));
        two.transport.connectTo(configurationOf(one, two));
        one.awaitChange("connected 2");
        two.awaitChange("connected 1");
        one.transport.connectTo(configurationOf(one).after(configurationOf(one, two)));
        one.awaitChange("disconnected 2");
        two.awaitChange("disconnected 1");
    }

    @Test
    void aNodeThatIsNoMemberYetIsHeardAndAnswered() throws Exception {
        Peer one = new Peer(1);
        Peer two = new Peer(2);
        one.transport.connectTo(configurationOf(one));
        int portOfTwo = two.listener.port();
        PeerTransport leader =
                new PeerTransport(new PeerIdentity(CLUSTER, 2, 77, "127.0.0.1:" + portOfTwo), CONFIG, loops);
        open.add(leader);
        leader.start(two);
        leader.connectTo(configurationOf(one, two));
        assertThat(one.identities.poll(20, TimeUnit.SECONDS)).isEqualTo("2 is 77");
        leader.send(1, numbered(1, 1));
        leader.flush();
    }

    @Test
    @Tag("bug:M-02")
    void aNodeWithAnotherDiskIsLetInButToldThatItDoesNotCount() throws Exception {
        Peer one = new Peer(1);
        one.transport.connectTo(
                new Configuration(0, List.of(member(1, 1), new Member(2, "127.0.0.1:1", 99, Member.Role.VOTER))));
        assertThat(secondAnswer(one, new PeerIdentity(CLUSTER, 2, 5, "x:1")))
                .isEqualTo(new Handshake.Warned(Fence.OTHER_DISK.text()));
        assertThat(one.identities.poll(20, TimeUnit.SECONDS)).isEqualTo("2 is 5");
    }

    /** What follows the answer to a hello. */
    private static Handshake secondAnswer(Peer to, PeerIdentity identity) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.listener.port())) {
            socket.setSoTimeout(10_000);
            BytesWriter writer = new BytesWriter(64);
            writer.writeRaw(Handshake.MAGIC);
            new Handshake.Hello(1, identity, 1).writeFrame(writer);
            socket.getOutputStream().write(writer.toBytes().toArray());
            readFrame(socket.getInputStream());
            return readFrame(socket.getInputStream());
        }
    }

    private static Handshake readFrame(InputStream in) throws IOException {
        byte[] header = in.readNBytes(PeerCodec.HEADER_BYTES);
        int length = (header[0] & 0xFF) | (header[1] & 0xFF) << 8;
        return Handshake.decodeBody(Bytes.wrap(in.readNBytes(length)));
    }

    /** Says hello by hand; returns "Hello" or the reason of the refusal. */
    private static String hello(Peer to, PeerIdentity identity, int expectedNodeId, int version) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.listener.port())) {
            socket.setSoTimeout(10_000);
            BytesWriter writer = new BytesWriter(64);
            writer.writeRaw(Handshake.MAGIC);
            new Handshake.Hello(version, identity, expectedNodeId).writeFrame(writer);
            socket.getOutputStream().write(writer.toBytes().toArray());
            Handshake answer = readFrame(socket.getInputStream());
            return answer instanceof Handshake.Refused refused ? refused.reason() : "Hello";
        }
    }
}
