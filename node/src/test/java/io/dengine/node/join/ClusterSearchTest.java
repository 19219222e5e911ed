package io.dengine.node.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.CoreConfig;
import io.dengine.core.Effect;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.NodeConfig;
import io.dengine.engine.port.PeerMessage;
import io.dengine.engine.port.Transport;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.node.LocalNodeConfig;
import io.dengine.node.membership.OperatorCalls;
import io.dengine.transport.ClusterId;
import io.dengine.transport.HostPort;
import io.dengine.transport.PeerIdentity;
import io.dengine.transport.PeerListener;
import io.dengine.transport.PeerNetworks;
import io.dengine.transport.PeerSecret;
import io.dengine.transport.PeerTransport;
import io.dengine.transport.PeerTrust;
import io.dengine.transport.TransportConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node without data whose configuration names nobody but itself, and what it hears before it begins a cluster. */
@Timeout(60)
class ClusterSearchTest {
    private static final ClusterId CLUSTER = new ClusterId(1, 1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long STEP_MILLIS = 25;

    /** More steps than it listens for if nobody is there. */
    private static final int LONG = 100;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

    @TempDir
    Path directory;

    private PeerListener port;
    private int steps;

    @BeforeEach
    void listen() throws IOException {
        port = PeerListener.bind(new HostPort("127.0.0.1", 0), loops, null);
    }

    @AfterEach
    void close() {
        port.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Member self() {
        return new Member(1, "127.0.0.1:" + port.port(), 0, Member.Role.VOTER);
    }

    private LocalNodeConfig settings(TransportConfig transport) {
        CoreConfig core = new CoreConfig(
                1, SECOND, 2 * SECOND, SECOND / 4, SECOND / 2, 1_000, 1 << 20, 64, 1 << 20, Effect.Level.SYNCED, 7);
        return new LocalNodeConfig(
                directory.resolve("data"),
                CLUSTER,
                List.of(self()),
                self().address(),
                NodeConfig.of(core),
                transport,
                KvConfig.STANDARD,
                KeyTables.Opener.MEMORY);
    }

    private ClusterSearch search(ClusterSearch.Pause pause) {
        return search(TransportConfig.standard(), pause);
    }

    private ClusterSearch search(TransportConfig transport, ClusterSearch.Pause pause) {
        return new ClusterSearch(settings(transport), new OperatorCalls(transport, loops), pause);
    }

    @Test
    void a_node_that_nobody_calls_begins_its_cluster() throws Exception {
        assertThat(search(() -> steps++).settle(port).initialMembers()).containsExactly(self());
        assertThat(steps).isPositive();
    }

    /** Whoever called just before the node began to listen calls again that late. */
    @Test
    void it_listens_for_longer_than_a_member_may_pause_before_it_calls_again() throws Exception {
        var unused = search(() -> steps++).settle(port);
        assertThat(steps * STEP_MILLIS).isGreaterThan(TransportConfig.standard().longestPauseMillis());

        steps = 0;
        var slow = new TransportConfig(1 << 20, 1 << 20, 3_000, 50, 5_000, 1_000, 4_000, null, PeerTrust.ADDRESSES);
        assertThat(slow.longestPauseMillis()).isEqualTo(8_000);
        var none = search(slow, () -> steps++).settle(port);
        assertThat(steps * STEP_MILLIS).isGreaterThan(8_000);
    }

    @Test
    void whoever_has_connected_is_waited_for_and_an_unanswered_question_is_no_leave_to_begin() throws Exception {
        // Where it says that it is, nobody answers.
        PeerTransport member =
                new PeerTransport(new PeerIdentity(CLUSTER, 2, 5, "127.0.0.1:1"), TransportConfig.standard(), loops);
        member.start(new Deaf());
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
            ClusterSearch search = search(() -> {
                if (++steps == LONG) {
                    member.connectTo(
                            new Configuration(7, List.of(self(), new Member(2, "127.0.0.1:1", 5, Member.Role.VOTER))));
                }
                loops.next().schedule(() -> {}, 5, TimeUnit.MILLISECONDS).await(); // in which the others do their work
            });
            assertThatThrownBy(() -> search.settle(port))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("called as a member of a cluster by 127.0.0.1:1")
                    .hasMessageContaining("it must not begin a cluster. Nothing was changed");
            assertThat(slow.isConnected()).isTrue();
        } finally {
            member.close();
        }
    }

    private static TransportConfig trusting(PeerTrust trust) {
        return TransportConfig.standard().withTrust(trust);
    }

    private static PeerSecret secret(String text) {
        return PeerSecret.of(text.repeat(16).getBytes(StandardCharsets.UTF_8));
    }

    /** Searches while a node calls, which cannot be asked. */
    private LocalNodeConfig searchWhileCalled(PeerTrust own, PeerTrust ofCaller) throws Exception {
        PeerTransport caller =
                new PeerTransport(new PeerIdentity(CLUSTER, 2, 5, "127.0.0.1:1"), trusting(ofCaller), loops);
        caller.start(new Deaf());
        try {
            ClusterSearch search = search(trusting(own), () -> {
                if (++steps == 1) {
                    caller.connectTo(
                            new Configuration(7, List.of(self(), new Member(2, "127.0.0.1:1", 5, Member.Role.VOTER))));
                }
                loops.next().schedule(() -> {}, 5, TimeUnit.MILLISECONDS).await();
            });
            return search.settle(port);
        } finally {
            caller.close();
        }
    }

    @Test
    void a_caller_from_a_network_that_has_no_peers_is_not_heard() throws Exception {
        PeerTrust own = PeerTrust.ADDRESSES.withNetworks(PeerNetworks.of(List.of("10.0.0.0/8")));
        assertThat(searchWhileCalled(own, PeerTrust.ADDRESSES).initialMembers()).containsExactly(self());
    }

    @Test
    void with_a_secret_only_a_caller_that_knows_it_is_heard() throws Exception {
        PeerTrust own = PeerTrust.ADDRESSES.withSecret(secret("a"));
        assertThat(searchWhileCalled(own, PeerTrust.ADDRESSES).initialMembers()).containsExactly(self());
        steps = 0;
        assertThat(searchWhileCalled(own, PeerTrust.ADDRESSES.withSecret(secret("b")))
                        .initialMembers())
                .containsExactly(self());
        steps = 0;
        assertThatThrownBy(() -> searchWhileCalled(own, own))
                .hasMessageContaining("called as a member of a cluster by 127.0.0.1:1");
    }

    @Test
    void a_connection_that_says_nothing_does_not_outlive_the_search() throws Exception {
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
            var unused = search(() -> {
                        steps++;
                        port.awaitAccepted();
                    })
                    .settle(port);
            silent.setSoTimeout(20_000);
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static final class Deaf implements Transport.Receiver {
        @Override
        public void received(int from, PeerMessage message) {}

        @Override
        public void connected(int peer) {}

        @Override
        public void disconnected(int peer) {}
    }
}
