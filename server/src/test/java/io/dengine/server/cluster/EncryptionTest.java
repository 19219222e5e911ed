package io.dengine.server.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.client.remote.RemoteClient;
import io.dengine.client.tls.Tls;
import io.dengine.core.membership.Member;
import io.dengine.kv.store.KeyTables;
import io.dengine.server.Main;
import io.dengine.server.port.Certificates;
import io.dengine.transport.NodeTls;
import io.dengine.transport.TlsFiles;
import io.dengine.transport.TransportConfig;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes whose connections are encrypted: those of clients, and those between them. */
@Timeout(120)
class EncryptionTest {
    @TempDir
    Path directory = Path.of("");

    private final List<NodeInProcess> nodes = new ArrayList<>();

    private void start(TlsFiles encryption) throws Exception {
        List<Member> members = NodeInProcess.members(3);
        for (Member member : members) {
            Path place = directory.resolve(String.valueOf(member.id()));
            TransportConfig transport = TransportConfig.standard().withTls(NodeTls.load(encryption));
            nodes.add(new NodeInProcess(
                    NodeInProcess.config(member.id(), members, place, KeyTables.Opener.MEMORY, transport), encryption));
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (NodeInProcess node : nodes) {
            node.close();
        }
    }

    private Client connect(Tls tls, Duration timeout) {
        return RemoteClient.builder()
                .endpoints(nodes.get(0).address())
                .tls(tls)
                .timeout(timeout)
                .connect();
    }

    @Test
    void nodes_and_clients_that_trust_each_other_work_as_without() throws Exception {
        Certificates own = Certificates.make(directory, "own");
        Certificates foreign = Certificates.make(directory, "foreign");
        start(own.mutual());
        Tls trusted = Tls.trusting(own.certificate()).withIdentity(own.certificate(), own.key());
        try (Client client = connect(trusted, Duration.ofSeconds(30))) {
            client.put("key", "value");
            assertThat(client.getLinearizable("key")).isPresent();
        }
        Tls stranger = Tls.trusting(own.certificate()).withIdentity(foreign.certificate(), foreign.key());
        for (Tls refused : List.of(stranger, Tls.trusting(own.certificate()), Tls.NONE)) {
            try (Client client = connect(refused, Duration.ofMillis(700))) {
                assertThatThrownBy(() -> client.put("key", "other")).isInstanceOf(EngineException.Unavailable.class);
            }
        }
        Tls distrusting = Tls.trusting(foreign.certificate()).withIdentity(own.certificate(), own.key());
        try (Client client = connect(distrusting, Duration.ofMillis(700))) {
            assertThatThrownBy(() -> client.put("key", "other")).isInstanceOf(EngineException.Unavailable.class);
        }
    }

    @Test
    void plain_text_is_told_to_come_back_encrypted() throws Exception {
        start(Certificates.make(directory, "own").oneSided());
        try (HttpClient plain =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer = plain.send(
                    HttpRequest.newBuilder(URI.create("http://" + nodes.get(0).address() + "/livez"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("TLS only");
        }
    }

    @Test
    void plain_text_that_asks_for_the_head_gets_no_body() throws Exception {
        start(Certificates.make(directory, "own").oneSided());
        String[] address = nodes.get(0).address().split(":");
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            socket.getOutputStream().write("HEAD /livez HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("content-length: ")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void a_backup_is_fetched_encrypted_or_leaves_nothing() throws Exception {
        Certificates own = Certificates.make(directory, "own");
        start(own.mutual());
        Tls trusted = Tls.trusting(own.certificate()).withIdentity(own.certificate(), own.key());
        try (Client client = connect(trusted, Duration.ofSeconds(30))) {
            client.put("key", "value");
        }
        Path place = Files.createDirectory(directory.resolve("backups"));
        String file = place.resolve("backup").toString();
        String from = nodes.get(0).address();
        assertThat(demo("backup", file, "--from", from)).isNotZero();
        assertThat(place).isEmptyDirectory();
        String certificate = own.certificate().toString();
        assertThat(demo("backup", file, "--from", from, "--ca", certificate)).isNotZero();
        assertThat(place).isEmptyDirectory();
        String key = own.key().toString();
        assertThat(demo("backup", file, "--from", from, "--ca", certificate, "--cert", certificate, "--key", key))
                .isZero();
        assertThat(demo("verify", file)).isZero();
    }

    private static int demo(String... arguments) {
        return Main.run(List.of(arguments));
    }
}
