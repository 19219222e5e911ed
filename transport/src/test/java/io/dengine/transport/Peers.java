package io.dengine.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.bytes.Bytes;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Nodes of one test, each no more than a transport with its listener. */
final class Peers implements AutoCloseable {
    static final ClusterId CLUSTER = new ClusterId(1, 2);

    static final TransportConfig CONFIG =
            new TransportConfig(8 << 20, 8 << 20, 500, 5, 50, 200, 4_000, null, PeerTrust.ADDRESSES);

    final EventLoopGroup loops = new EventLoops(2, "peers");
    private final List<AutoCloseable> open = new ArrayList<>();

    Peer peer(int id) throws IOException {
        return peer(id, CLUSTER, 0, 0, CONFIG);
    }

    Peer peer(int id, ClusterId cluster, long storageId, int port, TransportConfig config) throws IOException {
        return new Peer(id, cluster, storageId, port, config, null);
    }

    /** One that encrypts. */
    Peer peer(int id, NodeTls tls) throws IOException {
        return new Peer(id, CLUSTER, 0, 0, CONFIG.withTls(tls), tls);
    }

    @Override
    public void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    /** One node: its transport, its listener, and what its receiver heard. */
    final class Peer implements Transport.Receiver {
        final BlockingQueue<String> changes = new LinkedBlockingQueue<>();
        final BlockingQueue<PeerMessage> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<String> identities = new LinkedBlockingQueue<>();
        final int id;
        final PeerTransport transport;
        final PeerListener listener;

        private Peer(int id, ClusterId cluster, long storageId, int port, TransportConfig config, @Nullable NodeTls tls)
                throws IOException {
            this.id = id;
            transport = new PeerTransport(new PeerIdentity(cluster, id, storageId, "127.0.0.1:0"), config, loops);
            listener = bind(new HostPort("127.0.0.1", port), transport.acceptor(), tls);
            open.add(listener);
            open.add(transport);
            transport.start(this);
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

        void send(int to, PeerMessage message) {
            transport.send(to, message);
            transport.flush();
        }

        PeerMessage nextMessage() throws InterruptedException {
            PeerMessage message = messages.poll(20, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            return message;
        }

        Member asMember() {
            return member(id, listener.port());
        }
    }

    /** Somebody's outgoing connection may have taken the port of a peer that stopped; it will not keep it. */
    private PeerListener bind(HostPort address, PeerAcceptor acceptor, @Nullable NodeTls tls) throws IOException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                PeerListener bound = PeerListener.bind(address, loops, tls == null ? null : tls.accepting());
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

    static Configuration configurationOf(Peer... peers) {
        List<Member> members = new ArrayList<>();
        for (Peer peer : peers) {
            members.add(peer.asMember());
        }
        return new Configuration(0, members);
    }

    /** All of them know all of them. */
    static void connect(Peer... peers) {
        for (Peer peer : peers) {
            peer.transport.connectTo(configurationOf(peers));
        }
    }

    static Member member(int id, int port) {
        return new Member(id, "127.0.0.1:" + port, 0, Member.Role.VOTER);
    }

    static PeerMessage numbered(long number, int size) {
        return new PeerMessage.Forward(number, Bytes.wrap(new byte[size]));
    }

    static long numberOf(PeerMessage message) {
        return ((PeerMessage.Forward) message).requestId();
    }
}
