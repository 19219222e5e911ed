package io.dengine.transport;

import static io.dengine.transport.Peers.CLUSTER;
import static io.dengine.transport.Peers.connect;
import static io.dengine.transport.Peers.numbered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.bytes.Bytes;
import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.transport.Peers.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that prove to each other that they know what nobody else does. */
@Timeout(60)
class PeerSecretTest {
    private static final PeerSecret SECRET = PeerSecret.of("sixteen bytes and more".getBytes(StandardCharsets.UTF_8));
    private static final PeerSecret OTHER = PeerSecret.of("another one of that size".getBytes(StandardCharsets.UTF_8));
    private static final PeerIdentity ONE = new PeerIdentity(CLUSTER, 1, 5, "x:1");
    private static final PeerIdentity TWO = new PeerIdentity(CLUSTER, 2, 6, "x:2");

    private final Peers peers = new Peers();

    @AfterEach
    void closeEverything() throws Exception {
        peers.close();
    }

    private Peer peer(int id, @Nullable PeerSecret secret) throws IOException {
        return peers.peer(
                id, CLUSTER, 0, 0, Peers.CONFIG.withTrust(Peers.CONFIG.trust().withSecret(secret)));
    }

    @Test
    void thoseWhoKnowItFindEachOther() throws Exception {
        Peer one = peer(1, SECRET);
        Peer two = peer(2, SECRET);
        connect(one, two);
        one.awaitChange("connected 2");
        two.awaitChange("connected 1");
        one.send(2, numbered(1, 1));
        assertThat(two.nextMessage()).isEqualTo(numbered(1, 1));
    }

    @Test
    void whoKnowsItIsHeardEvenIfNobodyVouchesForIt() throws Exception {
        Peer away = peer(1, SECRET);
        Peer leader = peer(2, SECRET);
        away.transport.connectTo(Peers.configurationOf(away));
        leader.transport.connectTo(Peers.configurationOf(away, leader).at(5));
        leader.send(1, numbered(1, 1));
        assertThat(away.identities.poll(20, TimeUnit.SECONDS)).isEqualTo("2 is 0");
    }

    @Test
    void aMemberThatDoesNotKnowItIsNotOneHoweverItIsReached() throws Exception {
        Peer one = peer(1, SECRET);
        Peer two = peer(2, null);
        Peer three = peer(3, OTHER);
        connect(one, two, three);
        assertThat(one.changes.poll(1_500, TimeUnit.MILLISECONDS)).isNull();
        assertThat(two.changes).doesNotContain("connected 1");
        assertThat(three.changes).doesNotContain("connected 1");
        assertThat(one.identities).isEmpty();
    }

    @Test
    void anOldDiskThatKnowsItDoesNotDisplaceTheMember() throws Exception {
        TransportConfig trusting = Peers.CONFIG.withTrust(Peers.CONFIG.trust().withSecret(SECRET));
        Peer one = peers.peer(1, CLUSTER, 5, 0, trusting);
        Peer two = peers.peer(2, CLUSTER, 6, 0, trusting);
        Configuration members = new Configuration(
                3,
                List.of(
                        new Member(1, "127.0.0.1:" + one.listener.port(), 5, Member.Role.VOTER),
                        new Member(2, "127.0.0.1:" + two.listener.port(), 6, Member.Role.VOTER)));
        one.transport.connectTo(members);
        two.transport.connectTo(members);
        one.awaitChange("connected 2");
        two.awaitChange("connected 1");
        Peer old = peers.peer(2, CLUSTER, 99, 0, trusting);
        old.transport.connectTo(members);
        assertThat(one.changes.poll(1_500, TimeUnit.MILLISECONDS))
                .as("the member stays connected")
                .isNull();
        two.send(1, numbered(7, 1));
        assertThat(one.nextMessage()).isEqualTo(numbered(7, 1));
        assertThat(one.identities).containsExactly("2 is 6");
        two.transport.close();
        assertThat(one.identities.poll(20, TimeUnit.SECONDS)).isEqualTo("2 is 6");
        assertThat(one.identities.poll(20, TimeUnit.SECONDS))
                .as("once it is gone, an operator can look at the other one")
                .isEqualTo("2 is 99");
    }

    @Test
    void whoAsksWithoutAHelloHasToKnowIt() throws Exception {
        Peer one = peer(1, SECRET);
        one.transport.onQuestion(question -> CompletableFuture.completedFuture(Bytes.utf8("yes")));
        HostPort address = new HostPort("127.0.0.1", one.listener.port());
        for (Optional<PeerSecret> secret : List.of(Optional.<PeerSecret>empty(), Optional.of(OTHER))) {
            PeerQuestion ignorant = new PeerQuestion(
                    Peers.CONFIG.withTrust(Peers.CONFIG.trust().withSecret(secret.orElse(null))), peers.loops);
            assertThatThrownBy(
                            () -> ignorant.ask(address, Bytes.utf8("?"), 20_000).get())
                    .hasMessageContaining("cluster.peer_secret_file");
        }
        PeerQuestion knowing =
                new PeerQuestion(Peers.CONFIG.withTrust(Peers.CONFIG.trust().withSecret(SECRET)), peers.loops);
        assertThat(knowing.ask(address, Bytes.utf8("?"), 20_000).get()).isEqualTo(Bytes.utf8("yes"));
    }

    @Test
    void whoAnswersHasToKnowItAndAnAnswerIsGoodForOneQuestion() throws Exception {
        Bytes question = Bytes.utf8("?");
        Handshake.Question earlier = new Handshake.Question(3, question, Bytes.EMPTY);
        Bytes repeated = Proof.sealed(SECRET, earlier, Bytes.utf8("of another cluster"));
        assertThat(Proof.opened(SECRET, earlier, repeated)).isEqualTo(Bytes.utf8("of another cluster"));
        PeerQuestion knowing =
                new PeerQuestion(Peers.CONFIG.withTrust(Peers.CONFIG.trust().withSecret(SECRET)), peers.loops);
        for (Bytes text : List.of(Bytes.utf8("of another cluster"), repeated)) {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                CompletableFuture<Bytes> answer =
                        knowing.ask(new HostPort("127.0.0.1", listener.getLocalPort()), question, 20_000);
                try (RawConnection impostor = RawConnection.accept(listener)) {
                    long id = impostor.hear(Handshake.Question.class).id();
                    impostor.say(new Handshake.Reply(id, false, text));
                    assertThatThrownBy(answer::get).hasMessageContaining("does not prove that it knows the secret");
                }
            }
        }
    }

    @Test
    void eachSideProvesItAndACodeIsGoodForNothingElse() {
        Introduction introduction = new Introduction(ONE, 2, SECRET, new Nonce(1, 1));
        Verification verification = new Verification(TWO, SECRET, new Nonce(2, 2));
        assertThat(verification.greeted(introduction.hello())).isNull();
        Handshake.Confirmation proof = Objects.requireNonNull(introduction.answer(verification.challenge()));

        Verification later = new Verification(TWO, SECRET, new Nonce(3, 3));
        later.greeted(introduction.hello());
        assertThat(later.confirmed(new Handshake.Confirmation(new Nonce(3, 3), proof.code())))
                .contains("does not know the peer secret");
        Verification ofOtherDisk = new Verification(TWO, SECRET, new Nonce(2, 2));
        ofOtherDisk.greeted(
                new Handshake.Hello(PeerCodec.VERSION, new PeerIdentity(CLUSTER, 1, 99, "x:1"), 2, new Nonce(1, 1)));
        assertThat(ofOtherDisk.confirmed(proof)).contains("does not know the peer secret");

        assertThat(verification.confirmed(proof)).isNull();
        assertThat(introduction.welcomed(new Handshake.Welcome(TWO, proof.code())))
                .contains("does not know the peer secret"); // its own code comes back to it
        assertThat(introduction.welcomed(verification.welcome())).isNull();
    }

    @Test
    void aFileThatOthersCanReadHoldsNoSecret(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), "  0123456789abcdef\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> PeerSecret.read(file)).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(PeerSecret.read(file)).hasToString("PeerSecret");
        Files.writeString(file, "0123456789abcde \n");
        assertThatThrownBy(() -> PeerSecret.read(file)).hasMessageContaining("15 bytes is too short");
        assertThatThrownBy(() -> PeerSecret.read(directory.resolve("none"))).hasMessageContaining("does not exist");
    }
}
