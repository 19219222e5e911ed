package io.dengine.transport;

import static io.dengine.transport.Peers.CLUSTER;
import static io.dengine.transport.Peers.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.transport.Peers.Peer;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that show each other certificates, and those that pass for them with others. */
@Timeout(90)
class PeerTlsTest {
    private static final PeerIdentity AS_TWO = new PeerIdentity(CLUSTER, 2, 0, "127.0.0.1:1");

    @TempDir
    Path directory = Path.of("");

    private final Peers peers = new Peers();

    @AfterEach
    void closeEverything() throws Exception {
        peers.close();
    }

    private Path all(TestCertificate... certificates) throws Exception {
        Path file = directory.resolve("all-" + certificates.length + ".pem");
        StringBuilder text = new StringBuilder();
        for (TestCertificate certificate : certificates) {
            text.append(Files.readString(certificate.file()));
        }
        return Files.writeString(file, text);
    }

    private static NodeTls tls(TestCertificate own, Path trusted, @Nullable Path ofPeers) throws Exception {
        return NodeTls.load(new TlsFiles(own.file(), own.key(), trusted, trusted, ofPeers));
    }

    private static SSLSocket socket(TestCertificate shown, TestCertificate trusted, int port) throws Exception {
        JdkSslContext context = (JdkSslContext) SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(trusted.file().toFile())
                .keyManager(shown.file().toFile(), shown.key().toFile())
                .build();
        return (SSLSocket) context.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    private static String refusal(Peer to, TestCertificate shown, TestCertificate trusted) throws Exception {
        try (RawConnection stranger = RawConnection.over(socket(shown, trusted, to.listener.port()))) {
            stranger.say(new Handshake.Hello(PeerCodec.VERSION, AS_TWO, 1, new Nonce(1, 2)));
            return stranger.hear(Handshake.Refused.class).reason();
        }
    }

    @Test
    void peersWhoseCertificatesNameTheirAddressesFindEachOther() throws Exception {
        TestCertificate own = TestCertificate.make(directory, "own", "ip:127.0.0.1");
        NodeTls tls = tls(own, own.file(), null);
        Peer one = peers.peer(1, tls);
        Peer two = peers.peer(2, tls);
        connect(one, two);
        one.awaitChange("connected 2");
        two.awaitChange("connected 1");
    }

    @Test
    void aClientsCertificateIsNotThatOfAPeer() throws Exception {
        TestCertificate own = TestCertificate.make(directory, "own", "ip:127.0.0.1");
        TestCertificate client = TestCertificate.make(directory, "client", "dns:client.example");
        NodeTls tls = tls(own, all(own, client), null);
        Peer one = peers.peer(1, tls);
        Peer two = peers.peer(2, tls);
        connect(one, two);
        one.awaitChange("connected 2");
        assertThat(refusal(one, client, own))
                .isEqualTo("its certificate is for [client.example], and the peer that it says it is has the address"
                        + " 127.0.0.1");
        assertThat(one.changes.poll(50, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void aMemberWithACertificateForAnotherNameIsNeitherLetInNorDialled() throws Exception {
        TestCertificate own = TestCertificate.make(directory, "own", "ip:127.0.0.1");
        TestCertificate other = TestCertificate.make(directory, "other", "dns:other.example");
        Path trusted = all(own, other);
        Peer one = peers.peer(1, tls(own, trusted, null));
        Peer two = peers.peer(2, tls(other, trusted, null));
        connect(one, two);
        assertThat(one.changes.poll(1_500, TimeUnit.MILLISECONDS)).isNull();
        assertThat(two.changes).isEmpty();
        assertThat(one.identities).isEmpty();
    }

    @Test
    void withAnAuthorityOfPeersNoOtherCertificateWillDoWhateverItNames() throws Exception {
        TestCertificate own = TestCertificate.make(directory, "own", "ip:127.0.0.1");
        TestCertificate client = TestCertificate.make(directory, "client", "ip:127.0.0.1");
        NodeTls tls = tls(own, all(own, client), own.file());
        Peer one = peers.peer(1, tls);
        Peer two = peers.peer(2, tls);
        connect(one, two);
        one.awaitChange("connected 2");
        assertThat(refusal(one, client, own)).startsWith("its certificate is not signed by the authority of peers");
        assertThat(refusal(one, own, own)).contains("did not confirm in time"); // and still it has to be reached there
    }

    @Test
    void renewedFilesCountForTheNextConnectionAndBrokenOnesDoNot() throws Exception {
        TestCertificate first = TestCertificate.make(directory, "own", "ip:127.0.0.1");
        TestCertificate second = TestCertificate.make(directory, "renewed", "ip:127.0.0.1");
        NodeTls tls = NodeTls.eager(TlsFiles.of(first.file(), first.key(), all(first, second)));
        Peer one = peers.peer(1, tls);
        assertThat(shownBy(one, first, second)).isEqualTo("CN=own");

        Files.copy(second.file(), first.file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(first.file(), FileTime.fromMillis(1_000)); // the key is still the old one
        assertThat(shownBy(one, first, second)).isEqualTo("CN=own");

        Files.copy(second.key(), first.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(first.key(), FileTime.fromMillis(1_000));
        assertThat(shownBy(one, first, second)).isEqualTo("CN=renewed");
    }

    private String shownBy(Peer peer, TestCertificate... trusted) throws Exception {
        JdkSslContext context = (JdkSslContext) SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(io.netty.handler.ssl.util.InsecureTrustManagerFactory.INSTANCE)
                .build();
        assertThat(trusted).isNotEmpty();
        try (SSLSocket socket = (SSLSocket) context.context()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), peer.listener.port())) {
            List<java.security.cert.Certificate> shown =
                    List.of(socket.getSession().getPeerCertificates());
            return ((X509Certificate) shown.get(0)).getSubjectX500Principal().getName();
        }
    }
}
