package io.dengine.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.client.remote.RemoteClient;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both programs as users run them, on three nodes of which the leader dies. */
@Timeout(180)
class WatcherTest {
    @TempDir
    Path home = Path.of("");

    @Test
    void a_watcher_survives_the_death_of_the_leader() throws Exception {
        try (Cluster cluster = new Cluster(home);
                Client client = RemoteClient.connect(cluster.addresses()).withTimeout(Duration.ofSeconds(60))) {
            client.put(Registry.key("gateway", "node0"), "a"); // waits until a leader is elected
            try (BufferedReader all = output(cluster.run(Watcher.class, home));
                    BufferedReader one = output(cluster.run(Watcher.class, home, "gateway", "node2"))) {
                assertThat(all.readLine()).isEqualTo("there is /services/gateway/node0 at a");
                assertThat(all.readLine()).startsWith("watching from revision ");
                assertThat(one.readLine()).startsWith("watching from revision ");
                assertThat(admin(cluster, "register", "gateway", "node1", "b"))
                        .isEqualTo("registered gateway/node1 at b\n");
                assertThat(all.readLine()).isEqualTo("now: /services/gateway/node1 at b");

                cluster.awaitComplete();
                cluster.kill(client.leaderId().orElseThrow());

                client.put(Registry.key("gateway", "node2"), "c");
                assertThat(admin(cluster, "unregister", "gateway", "node1")).isEqualTo("unregistered gateway/node1\n");
                assertThat(all.readLine()).isEqualTo("now: /services/gateway/node2 at c");
                assertThat(all.readLine()).isEqualTo("gone: /services/gateway/node1");
                assertThat(one.readLine()).isEqualTo("now: /services/gateway/node2 at c");
                assertThat(admin(cluster, "list"))
                        .isEqualTo("/services/gateway/node0 is at a\n/services/gateway/node2 is at c\n");
            }
        }
    }

    private static BufferedReader output(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    private String admin(Cluster cluster, String... arguments) throws Exception {
        Process process = cluster.run(Admin.class, home, arguments);
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return printed;
    }
}
