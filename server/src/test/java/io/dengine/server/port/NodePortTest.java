package io.dengine.server.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.dengine.server.memory.MemoryBudget;
import io.dengine.transport.ClusterId;
import io.dengine.transport.HostPort;
import io.dengine.transport.NodeTls;
import io.dengine.transport.PeerIdentity;
import io.dengine.transport.PeerListener;
import io.dengine.transport.PeerTransport;
import io.dengine.transport.TransportConfig;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NodePortTest {
    private static final ClusterId CLUSTER = new ClusterId(1, 1);

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final FakeNode fake = new FakeNode();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeEverything() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    private JsonGateway gateway() {
        return new JsonGateway(
                fake,
                fake,
                new GatewayConfig(
                        "test", ReadLevel.LINEARIZABLE, true, 1024, 4096, 100, Set.of("x"), AdminAccess.open()));
    }

    private NodePort start(PortConfig config, PeerTransport transport) throws IOException {
        return start(config, transport, MemoryBudget.unlimited());
    }

    private NodePort start(PortConfig config, PeerTransport transport, MemoryBudget memory) throws IOException {
        NodePort port = NodePort.start(
                config,
                new Protocols(
                        List.of(new HealthStatusManager().getHealthService()),
                        gateway(),
                        transport.acceptor(),
                        null,
                        memory),
                loops);
        open.add(port);
        return port;
    }

    private PeerTransport transport(int id) {
        PeerTransport transport =
                new PeerTransport(new PeerIdentity(CLUSTER, id, 0, "127.0.0.1:0"), TransportConfig.standard(), loops);
        open.add(transport);
        return transport;
    }

    private static PortConfig config(int maxConnections, int firstBytesMillis) {
        return new PortConfig(
                "127.0.0.1",
                0,
                maxConnections,
                firstBytesMillis,
                1 << 20,
                100,
                new HttpLimits(8192, 8192, 1 << 20, 300, 300, 60_000, 300),
                null);
    }

    private static void health(ManagedChannel channel) {
        HealthCheckResponse answer = HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance());
        assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
    }

    @Test
    void threeProtocolsShareOnePort() throws Exception {
        PeerTransport one = transport(1);
        PeerTransport two = transport(2);
        NodePort portOne = start(config(100, 10_000), one);
        NodePort portTwo = start(config(100, 10_000), two);
        Configuration members = new Configuration(
                0,
                List.of(
                        new Member(1, "127.0.0.1:" + portOne.boundAddress().getPort(), 0, Member.Role.VOTER),
                        new Member(2, "127.0.0.1:" + portTwo.boundAddress().getPort(), 0, Member.Role.VOTER)));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        one.start(receiver(heard));
        two.start(receiver(new LinkedBlockingQueue<>()));
        one.connectTo(members);
        two.connectTo(members);
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("connected 2");

        ManagedChannel channel = channelTo(portOne);
        health(channel);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri(portOne, "/livez")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"status\":\"alive\"}");
        }
        health(channel);
        portOne.close();
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("disconnected 2");
    }

    @Test
    void encryptedGrpcAndJsonShareThePort(@TempDir Path directory) throws Exception {
        Certificates own = Certificates.make(directory, "own");
        NodePort port =
                start(config(100, 10_000).withTls(NodeTls.load(own.oneSided()).accepting()), transport(1));
        int number = port.boundAddress().getPort();
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", number)
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(own.certificate().toFile())
                        .build())
                .build();
        open.add(channel::shutdownNow);
        health(channel);
        Process curl = new ProcessBuilder(
                        "curl",
                        "-sS",
                        "--cacert",
                        own.certificate().toString(),
                        "https://localhost:" + number + "/livez")
                .redirectErrorStream(true)
                .start();
        assertThat(curl.inputReader().readLine()).isEqualTo("{\"status\":\"alive\"}");
        assertThat(curl.waitFor()).isZero();
    }

    @Test
    void closingEndsIdleConnectionsAtOnce() throws Exception {
        NodePort port = start(config(100, 10_000), transport(1));
        ManagedChannel channel = channelTo(port);
        health(channel);
        try (Socket idleHttp = connect(port);
                Socket silent = connect(port)) {
            idleHttp.getOutputStream()
                    .write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(idleHttp.getInputStream().read()).isEqualTo('H');
            long before = System.nanoTime();
            port.close();
            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(5));
            assertThat(idleHttp.getInputStream().readAllBytes()).isNotEmpty();
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(port.connections()).isZero();
    }

    @Test
    void silentAndSlowClientsAreCutOff() throws Exception {
        NodePort port = start(config(100, 200), transport(1));
        try (Socket silent = connect(port);
                Socket slowHead = connect(port);
                Socket slowBody = connect(port)) {
            slowHead.getOutputStream().write("GET /livez HTT".getBytes(StandardCharsets.US_ASCII));
            slowBody.getOutputStream()
                    .write("POST /put HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(slowHead.getInputStream().read()).isEqualTo(-1);
            assertThat(new String(slowBody.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("nothing was changed");
        }
        assertThat(fake.writes()).isZero();
    }

    @Test
    void aRequestWithoutAnAnswerIsGivenUp() throws Exception {
        NodePort port = start(config(100, 10_000), transport(1));
        fake.answerNothing();
        try (Socket client = connect(port)) {
            client.getOutputStream()
                    .write("GET /get?key=a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("CONNECTION_TIMEOUT");
        }
    }

    @Test
    void whatTakesAsLongAsThereIsDataIsNotGivenUp() throws Exception {
        NodePort port = start(config(100, 10_000), transport(1));
        fake.answerNothing();
        try (Socket snapshot = connect(port);
                Socket client = connect(port)) {
            snapshot.getOutputStream()
                    .write("POST /snapshot HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream()
                    .write("GET /get?key=a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("CONNECTION_TIMEOUT");
            assertThat(snapshot.getInputStream().available()).isZero();
        }
    }

    @Test
    void beyondTheLimitEncryptedPeersGetInToo(@TempDir Path directory) throws Exception {
        EncryptedPeers peers = new EncryptedPeers(directory, 1, MemoryBudget.unlimited());
        try (Socket idle = connect(peers.port);
                Socket another = connect(peers.port)) {
            assertThat(idle.isConnected() && another.isConnected()).isTrue();
            peers.connect();
        }
    }

    @Test
    void silentConnectionsMakeWayForPeersTheOldestFirst(@TempDir Path directory) throws Exception {
        EncryptedPeers peers = new EncryptedPeers(directory, 1, MemoryBudget.unlimited());
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 1; i <= 101; i++) { // the limit, and those that may turn out to be peers
                silent.add(connect(peers.port));
                while (peers.port.connections() < i) {
                    Thread.onSpinWait();
                }
            }
            peers.connect();
            assertThat(readQuietly(silent.get(0).getInputStream())).isEqualTo(-1);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void whenClientsHoldAllMemoryEncryptedPeersGetInAndOtherClientsDoNot(@TempDir Path directory) throws Exception {
        MemoryBudget memory = new MemoryBudget(64 << 10, MemoryBudget.Listener.NONE);
        EncryptedPeers peers = new EncryptedPeers(directory, 1_000, memory);
        assertThat(memory.open("a client", () -> {})).isNotNull();
        assertThat(memory.open("another", () -> {})).isNull();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) { // they begin to encrypt, and say no more
                Socket socket = connect(peers.port);
                sockets.add(socket);
                socket.getOutputStream().write(new byte[] {0x16, 3, 1});
            }
            peers.connect();
            try (Socket client = peers.encrypted()) {
                client.getOutputStream()
                        .write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(readQuietly(client.getInputStream())).isEqualTo(-1);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Two peers that encrypt; the first one listens at the port of a node. */
    private final class EncryptedPeers {
        private final Certificates certificates;
        private final PeerTransport one;
        private final PeerTransport two;
        private final PeerListener listener;
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final NodePort port;

        EncryptedPeers(Path directory, int maxConnections, MemoryBudget memory) throws Exception {
            certificates = Certificates.make(directory, "own");
            NodeTls tls = NodeTls.load(certificates.oneSided());
            TransportConfig encrypted = TransportConfig.standard().withTls(tls);
            one = new PeerTransport(new PeerIdentity(CLUSTER, 1, 0, "127.0.0.1:0"), encrypted, loops);
            two = new PeerTransport(new PeerIdentity(CLUSTER, 2, 0, "127.0.0.1:0"), encrypted, loops);
            open.add(one);
            open.add(two);
            port = start(config(maxConnections, 60_000).withTls(tls.accepting()), one, memory);
            listener = PeerListener.bind(new HostPort("127.0.0.1", 0), loops, tls.accepting());
            listener.serve(two.acceptor());
            open.add(listener);
        }

        void connect() throws InterruptedException {
            one.start(receiver(new LinkedBlockingQueue<>()));
            two.start(receiver(heard));
            Member first = new Member(1, "127.0.0.1:" + port.boundAddress().getPort(), 0, Member.Role.VOTER);
            Member second = new Member(2, "127.0.0.1:" + listener.port(), 0, Member.Role.VOTER);
            one.connectTo(new Configuration(0, List.of(first, second)));
            two.connectTo(new Configuration(0, List.of(first, second)));
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("connected 1");
        }

        /** A client's connection. */
        Socket encrypted() throws Exception {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            try (InputStream in = Files.newInputStream(certificates.certificate())) {
                trusted.setCertificateEntry(
                        "own", CertificateFactory.getInstance("X.509").generateCertificate(in));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            Socket socket = context.getSocketFactory()
                    .createSocket("localhost", port.boundAddress().getPort());
            socket.setSoTimeout(20_000);
            return socket;
        }
    }

    @Test
    void beyondTheLimitClientsAreTurnedAwayAndPeersAreNot() throws Exception {
        PeerTransport one = transport(1);
        NodePort port = start(config(1, 10_000), one);
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        one.start(receiver(messages));
        try (Socket first = connect(port)) {
            first.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(first.getInputStream().read()).isEqualTo('H');
            try (Socket second = connect(port)) {
                second.getOutputStream().write("GET /livez HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(readQuietly(second.getInputStream())).isEqualTo(-1);
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
            String heard = null;
            while (!"message from 2".equals(heard)) {
                two.send(1, new PeerMessage.Forward(1, Bytes.EMPTY));
                two.flush();
                heard = messages.poll(5, TimeUnit.MILLISECONDS);
            }
        }
    }

    @Test
    void aBusyPortIsExplainedInOneLine() throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            PortConfig config = PortConfig.standard("127.0.0.1", busy.getLocalPort());
            assertThatThrownBy(() -> NodePort.start(config, new Protocols(List.of(), gateway(), null, null), loops))
                    .isInstanceOf(BindException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + busy.getLocalPort()
                            + ": the port is in use by another program");
        }
    }

    private static int readQuietly(InputStream in) {
        try {
            return in.read();
        } catch (IOException reset) {
            return -1; // a reset ends the connection as well
        }
    }

    private ManagedChannel channelTo(NodePort port) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(port.boundAddress())
                .usePlaintext()
                .directExecutor()
                .build();
        open.add(channel::shutdownNow);
        return channel;
    }

    private static URI uri(NodePort port, String path) {
        return URI.create("http://127.0.0.1:" + port.boundAddress().getPort() + path);
    }

    private static Socket connect(NodePort port) throws IOException {
        Socket socket =
                new Socket(port.boundAddress().getAddress(), port.boundAddress().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static Transport.Receiver receiver(BlockingQueue<String> heard) {
        return new Transport.Receiver() {
            @Override
            public void received(int from, PeerMessage message) {
                heard.add("message from " + from);
            }

            @Override
            public void connected(int peer) {
                heard.add("connected " + peer);
            }

            @Override
            public void disconnected(int peer) {
                heard.add("disconnected " + peer);
            }
        };
    }
}
