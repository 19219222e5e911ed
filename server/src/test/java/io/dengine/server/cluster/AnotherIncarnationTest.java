package io.dengine.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.api.Lease;
import io.dengine.api.PutOptions;
import io.dengine.api.ReadOptions;
import io.dengine.api.Watch;
import io.dengine.api.WatchRequest;
import io.dengine.client.remote.RemoteClient;
import io.dengine.core.membership.Member;
import io.dengine.kv.store.KeyTables;
import io.dengine.node.BackupFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that live while the only node of their cluster begins another history under them, at the same address. */
@Timeout(120)
class AnotherIncarnationTest {
    @TempDir
    Path directory;

    private List<Member> alone = List.of();

    private Client connect() {
        return RemoteClient.builder()
                .endpoints(alone.get(0).address())
                .timeout(Duration.ofSeconds(30))
                .connect();
    }

    private NodeInProcess start(String data) throws Exception {
        return new NodeInProcess(1, alone, directory.resolve(data));
    }

    private interface Between {
        void happens(NodeInProcess ended) throws Exception;
    }

    @Test
    void a_node_without_its_disk_is_another_cluster_under_the_same_id() throws Exception {
        alone = NodeInProcess.members(1);
        liveThrough("wiped", ended -> {});
    }

    @Test
    void a_node_that_is_restored_is_another_cluster() throws Exception {
        alone = NodeInProcess.members(1);
        Path backup = directory.resolve("backup");
        liveThrough(
                "restored",
                ended -> BackupFile.restore(
                        backup,
                        NodeInProcess.config(1, alone, directory.resolve("restored"), KeyTables.Opener.MEMORY)));
    }

    private void liveThrough(String data, Between between) throws Exception {
        NodeInProcess node = start("original");
        try (Client survivor = connect()) {
            survivor.put("key", "early");
            backUp();
            for (int i = 0; i < 20; i++) {
                survivor.put("key", "v" + i);
            }
            long before = survivor.cluster().incarnation();
            long revision = survivor.put("key", "late").revision();
            Watch watch = survivor.watch(WatchRequest.key("key"));
            Lease lease = survivor.grantLease(Duration.ofSeconds(9)).keepAlive();
            survivor.put("held", "by the survivor", PutOptions.lease(lease));
            node.close();
            between.happens(node);
            node = start(data);

            try (Client newcomer = connect()) {
                newcomer.put("other", "newcomer");
                Lease others = newcomer.grantLease(Duration.ofSeconds(60));
                assertThat(others.id()).isNotEqualTo(lease.id());
                assertThatThrownBy(() -> awaitEnd(watch)).isInstanceOf(EngineException.OtherIncarnation.class);
                assertThatThrownBy(() -> survivor.get("key", ReadOptions.EVENTUAL.notBefore(revision)))
                        .isInstanceOf(EngineException.OtherIncarnation.class);
                assertThatThrownBy(() -> survivor.watch(
                                WatchRequest.key("key").from(revision).in(before)))
                        .isInstanceOf(EngineException.OtherIncarnation.class);
                lease.lost().get(60, TimeUnit.SECONDS);
                survivor.put("mine", "survivor");
                assertThat(newcomer.getLinearizable("mine").orElseThrow().valueText())
                        .isEqualTo("survivor");
                assertThat(survivor.getLinearizable("other").orElseThrow().valueText())
                        .isEqualTo("newcomer");
                assertThat(newcomer.cluster().incarnation()).isNotZero().isNotEqualTo(before);
            }
        } finally {
            node.close();
        }
    }

    private static void awaitEnd(Watch watch) throws InterruptedException {
        while (true) {
            watch.take();
        }
    }

    private void backUp() throws Exception {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<Path> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://" + alone.get(0).address() + "/backup"))
                            .build(),
                    HttpResponse.BodyHandlers.ofFile(directory.resolve("backup")));
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }
}
