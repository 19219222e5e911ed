package io.dengine.server.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.ReadLevel;
import io.dengine.bytes.Bytes;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import io.dengine.server.FakeNode;
import io.dengine.server.access.AdminAccess;
import io.dengine.server.http.GatewayConfig;
import io.dengine.server.http.HttpLimits;
import io.dengine.server.http.JsonGateway;
import io.dengine.transport.ClusterId;
import io.dengine.transport.HostPort;
import io.dengine.transport.PeerAcceptor;
import io.dengine.transport.PeerIdentity;
import io.dengine.transport.PeerListener;
import io.dengine.transport.PeerQuestion;
import io.dengine.transport.PeerTransport;
import io.dengine.transport.PeerTrust;
import io.dengine.transport.TransportConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strangers that begin like peers, and prove nothing. */
@Timeout(60)
class PeerFloodTest {
    /** The number of strangers that stay open, of those that say nothing and of those that ask. */
    private static final int KEPT = 128;

    /** Closes no connection for its silence. */
    private static final TransportConfig PATIENT =
            new TransportConfig(8 << 20, 8 << 20, 60_000, 50, 1_000, 1_000, 60_000, null, PeerTrust.ADDRESSES);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeEverything() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    /** A port for one client. */
    private NodePort start(PeerTransport transport) throws IOException {
        FakeNode fake = new FakeNode();
        GatewayConfig gateway = new GatewayConfig(
                "test", ReadLevel.LINEARIZABLE, true, 1024, 4096, 100, Set.of("x"), AdminAccess.open());
        NodePort port = NodePort.start(
                new PortConfig("127.0.0.1", 0, 1, 10_000, 1 << 20, 100, HttpLimits.standard(), null),
                new Protocols(List.of(), new JsonGateway(fake, fake, gateway), transport.acceptor(), null),
                loops);
        open.add(port);
        return port;
    }

    private PeerTransport transport(int id) {
        PeerIdentity identity = new PeerIdentity(new ClusterId(1, 1), id, 0, "127.0.0.1:0");
        PeerTransport transport = new PeerTransport(identity, PATIENT, loops);
        open.add(transport);
        return transport;
    }

    private static Socket connect(NodePort port) throws IOException {
        Socket socket =
                new Socket(port.boundAddress().getAddress(), port.boundAddress().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static Transport.Receiver receiver(BlockingQueue<String> changes) {
        return new Transport.Receiver() {
            @Override
            public void received(int from, PeerMessage message) {}

            @Override
            public void connected(int peer) {
                changes.add("connected " + peer);
            }

            @Override
            public void disconnected(int peer) {
                changes.add("disconnected " + peer);
            }
        };
    }

    @Test
    void strangersThatSpeakLikePeersTakeNoRoomFromClientsAndKeepNoPeerOut() throws Exception {
        PeerTransport one = transport(1);
        NodePort port = start(one);
        BlockingQueue<String> changes = new LinkedBlockingQueue<>();
        one.start(receiver(changes));
        one.onQuestion(question -> new CompletableFuture<>()); // takes long
        byte[] question = question();
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 600; i++) {
                Socket stranger = connect(port);
                strangers.add(stranger);
                stranger.getOutputStream().write(i % 2 == 0 ? PeerAcceptor.magic() : question);
            }
            Set<Socket> closed = new HashSet<>();
            while (closed.size() < 600 - 2 * KEPT) { // then the port has begun with all of them
                for (Socket stranger : strangers) {
                    if (isClosed(stranger)) {
                        closed.add(stranger);
                    }
                }
            }
            // The last one that asks has pushed out a silent one before it asked.
            assertThat(port.connections()).isBetween(2 * KEPT - 1, 2 * KEPT);
            try (Socket client = connect(port)) {
                client.getOutputStream()
                        .write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(client.getInputStream().read()).isEqualTo('H');
            }
            PeerTransport two = transport(2);
            two.start(receiver(new LinkedBlockingQueue<>()));
            PeerListener listener = PeerListener.bind(new HostPort("127.0.0.1", 0), loops, null);
            listener.serve(two.acceptor());
            open.add(listener);
            Member self = new Member(2, "127.0.0.1:" + listener.port(), 0, Member.Role.VOTER);
            Member peer = new Member(1, "127.0.0.1:" + port.boundAddress().getPort(), 0, Member.Role.VOTER);
            one.connectTo(new Configuration(0, List.of(self, peer)));
            two.connectTo(new Configuration(0, List.of(self, peer)));
            assertThat(changes.poll(20, TimeUnit.SECONDS)).isEqualTo("connected 2");
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    private static boolean isClosed(Socket stranger) {
        try {
            stranger.setSoTimeout(1);
            return stranger.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** The first bytes of a node that asks something. */
    private static byte[] question() throws IOException {
        EventLoopGroup own = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (ServerSocket asked = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var unused = new PeerQuestion(TransportConfig.standard(), own)
                    .ask(new HostPort("127.0.0.1", asked.getLocalPort()), Bytes.utf8("?"), 20_000);
            try (Socket socket = asked.accept()) {
                byte[] first = new byte[1024];
                return Arrays.copyOf(first, socket.getInputStream().read(first));
            }
        } finally {
            var unused = own.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
