package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.core.membership.Member;
import io.dengine.engine.port.DamagedSnapshotException;
import io.dengine.kv.rocksdb.RocksConfig;
import io.dengine.node.BackupFile;
import io.dengine.node.LocalNodeConfig;
import io.dengine.transport.ClusterId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One node is backed up while it serves; a cluster of three, which keeps its keys on disk, is made from the backup. */
@Timeout(120)
class BackupTest {
    @TempDir
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void aBackupBecomesAClusterOfItsOwn() throws Exception {
        Path backup = directory.resolve("backup");
        List<Member> alone = members(1);
        try (NodeInProcess node = new NodeInProcess(1, alone, directory.resolve("original"))) {
            for (int i = 0; i < 300; i++) {
                put(node, "key" + i, "v".repeat(2_000) + i);
            }
            HttpResponse<Path> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://" + node.address() + "/backup"))
                            .build(),
                    HttpResponse.BodyHandlers.ofFile(backup));
            assertThat(answer.statusCode()).isEqualTo(200);
            put(node, "later", "not in the backup");
        }
        BackupFile.Content content = BackupFile.read(backup);
        assertThat(content.keys()).isEqualTo(300);
        assertThat(content.revision()).isEqualTo(300);
        assertThat(content.cluster()).isEqualTo(NodeInProcess.CLUSTER);

        List<Member> three = members(3);
        List<ClusterId> clusters = new ArrayList<>();
        for (Member member : three) {
            clusters.add(BackupFile.restore(backup, config(member, three)));
        }
        assertThat(clusters).containsOnly(clusters.get(0)).doesNotContain(content.cluster());
        assertThatThrownBy(() -> BackupFile.restore(backup, config(three.get(0), three)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds data already");

        List<NodeInProcess> nodes = new ArrayList<>();
        try {
            for (Member member : three) {
                nodes.add(new NodeInProcess(config(member, three)));
            }
            assertThat(get(nodes.get(2), "/get?key=key299&consistency=linearizable"))
                    .contains("\"value\":\"" + "v".repeat(2_000) + "299\"");
            assertThat(get(nodes.get(1), "/get?key=later&consistency=linearizable"))
                    .doesNotContain("not in the backup");
            put(nodes.get(0), "new", "life");
            assertThat(get(nodes.get(1), "/get?key=new&consistency=linearizable"))
                    .contains("\"revision\":" + ((1L << 40) + 301));
        } finally {
            for (NodeInProcess node : nodes) {
                node.close();
            }
        }
    }

    @Test
    void aDamagedBackupIsRefusedAndLeavesNothing() throws Exception {
        Path backup = directory.resolve("backup");
        List<Member> alone = members(1);
        try (NodeInProcess node = new NodeInProcess(1, alone, directory.resolve("original"))) {
            put(node, "a", "b");
            client.send(
                    HttpRequest.newBuilder(URI.create("http://" + node.address() + "/backup"))
                            .build(),
                    HttpResponse.BodyHandlers.ofFile(backup));
        }
        byte[] whole = Files.readAllBytes(backup);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            Files.write(backup, damaged);
            assertThatThrownBy(() -> BackupFile.read(backup))
                    .as("byte %d", i)
                    .isInstanceOf(DamagedSnapshotException.class);
        }
        Files.write(backup, java.util.Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> BackupFile.restore(backup, config(alone.get(0), alone)))
                .isInstanceOf(DamagedSnapshotException.class);
        assertThat(dataOf(alone.get(0))).doesNotExist();
    }

    private LocalNodeConfig config(Member member, List<Member> members) {
        return NodeInProcess.config(member.id(), members, dataOf(member), RocksConfig.STANDARD);
    }

    private Path dataOf(Member member) {
        return directory.resolve("restored" + member.id());
    }

    private static List<Member> members(int count) throws IOException {
        List<Member> members = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                members.add(new Member(id, "127.0.0.1:" + socket.getLocalPort(), 0, Member.Role.VOTER));
            }
        }
        return members;
    }

    private void put(NodeInProcess node, String key, String value) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://" + node.address() + "/put"))
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"key\":\"" + key + "\",\"value\":\"" + value + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private String get(NodeInProcess node, String target) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://" + node.address() + target))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
