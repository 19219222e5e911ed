package io.dengine.transport;

import static io.dengine.transport.Peers.CLUSTER;
import static io.dengine.transport.Peers.member;
import static io.dengine.transport.Peers.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.core.membership.Configuration;
import io.dengine.transport.Peers.Peer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the receiver hears last of a peer is true: it forwards nothing to a peer that it believes to be gone. */
@Timeout(60)
class ReportedConnectionsTest {
    private static final TransportConfig PATIENT =
            new TransportConfig(8 << 20, 8 << 20, 20_000, 5, 50, 200, 60_000, null, PeerTrust.ADDRESSES);

    private final Peers peers = new Peers();

    @AfterEach
    void closeEverything() throws Exception {
        peers.close();
    }

    @Test
    void aPeerThatCatchesUpAfterAnOverflowIsConnectedAgain() throws Exception {
        Peer one = peers.peer(1, CLUSTER, 0, 0, PATIENT);
        try (ServerSocket address = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            one.transport.connectTo(new Configuration(0, List.of(one.asMember(), member(2, address.getLocalPort()))));
            try (RawConnection accepted = welcomeOne(address);
                    RawConnection dialled = introduceTwo(one.listener.port(), accepted, 1)) {
                one.awaitChange("connected 2");
                // Offers more than socket buffers, channel and queue hold together; nobody reads.
                String reported = null;
                for (int i = 0; reported == null; i++) {
                    one.send(2, numbered(i, 100_000));
                    reported = one.changes.poll(1, TimeUnit.MILLISECONDS);
                }
                assertThat(reported).isEqualTo("disconnected 2");
                Thread reader = Thread.ofVirtual().start(() -> drain(accepted));
                one.awaitChange("disconnected 2"); // only now all losses have happened
                assertThat(one.changes.poll(20, TimeUnit.SECONDS)).isEqualTo("connected 2");
                accepted.close();
                reader.join();
            }
        }
    }

    @Test
    void aConnectionIsOpenedOnlyAfterTheEndOfTheOneThatItReplacesWasReported() throws Exception {
        Peer one = peers.peer(1, CLUSTER, 0, 0, PATIENT);
        BlockingQueue<Runnable> ends = new LinkedBlockingQueue<>();
        Channel late = lateListener(one, ends);
        int port = ((InetSocketAddress) late.localAddress()).getPort();
        try (ServerSocket address = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            one.transport.connectTo(new Configuration(0, List.of(one.asMember(), member(2, address.getLocalPort()))));
            try (RawConnection accepted = welcomeOne(address);
                    RawConnection first = introduceTwo(port, accepted, 1)) {
                one.awaitChange("connected 2");
                RawConnection second = introduceTwo(port, accepted, 2);
                Runnable endOfFirst = Objects.requireNonNull(ends.poll(20, TimeUnit.SECONDS));
                RawConnection third = introduceTwo(port, accepted, 3);
                Runnable endOfSecond = Objects.requireNonNull(ends.poll(20, TimeUnit.SECONDS));
                endOfSecond.run();
                assertThat(first.ends()).isTrue();
                assertThat(second.ends()).isTrue();
                assertThat(one.changes.poll(300, TimeUnit.MILLISECONDS)).isNull();
                endOfFirst.run();
                assertThat(one.changes.poll(20, TimeUnit.SECONDS)).isEqualTo("disconnected 2");
                assertThat(one.changes.poll(20, TimeUnit.SECONDS)).isEqualTo("connected 2");
                third.hear(Handshake.Welcome.class);
                second.close();
                third.close();
            }
        } finally {
            late.close().sync();
        }
    }

    /** A second port of {@code peer} whose connections learn of their end only when the test runs what they queue. */
    private Channel lateListener(Peer peer, BlockingQueue<Runnable> ends) throws InterruptedException {
        return new ServerBootstrap()
                .group(peers.loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelInactive(ChannelHandlerContext context) {
                                // The pipeline is about to be destroyed, so the last handler is called directly.
                                ChannelHandlerContext last = context.pipeline().context(AcceptedHandler.class);
                                AcceptedHandler handler = (AcceptedHandler) last.handler();
                                ends.add(() -> context.executor().execute(() -> handler.channelInactive(last)));
                            }
                        });
                        peer.transport.acceptor().addTo(channel.pipeline());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
    }

    /** Accepts the connection of node 1 as node 2. */
    private static RawConnection welcomeOne(ServerSocket address) throws IOException {
        RawConnection accepted = RawConnection.accept(address);
        Verification verification = new Verification(new PeerIdentity(CLUSTER, 2, 0, "x:1"), null, new Nonce(1, 2));
        verification.greeted(accepted.hear(Handshake.Hello.class));
        accepted.say(verification.challenge());
        verification.confirmed(accepted.hear(Handshake.Confirmation.class));
        accepted.say(verification.welcome());
        return accepted;
    }

    /** Dials node 1 as node 2, and proves it. */
    private static RawConnection introduceTwo(int port, RawConnection accepted, int number) throws IOException {
        RawConnection dialled = RawConnection.dial(port);
        Introduction introduction =
                new Introduction(new PeerIdentity(CLUSTER, 2, 0, "x:1"), 1, null, new Nonce(number, number));
        dialled.say(introduction.hello());
        dialled.say(Objects.requireNonNull(introduction.answer(accepted.hear(Handshake.Challenge.class))));
        return dialled;
    }

    private static void drain(RawConnection connection) {
        try {
            connection.drain();
        } catch (IOException e) {
            // It was closed.
        }
    }
}
