package io.dengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Subscription;
import io.dengine.embedded.EmbeddedEngine;
import io.dengine.embedded.EngineConfig;
import io.dengine.embedded.Leader;
import io.dengine.kv.rocksdb.RocksConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/embedded.md */
@Timeout(60)
class EmbeddedTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void starting() {
        try (EmbeddedEngine engine = EmbeddedEngine.start(directory)) {
            engine.awaitReady(Duration.ofSeconds(5));
            engine.client().put("hello", "world");
        }
        assertThat(directory).isNotEmptyDirectory();
    }

    @Test
    void members() {
        EngineConfig config = EngineConfig.in(directory)
                .nodeId(1)
                .member(1, "10.0.0.1:9081")
                .member(2, "10.0.0.2:9081")
                .member(3, "10.0.0.3:9081")
                .build();
        EngineConfig newcomer = EngineConfig.in(directory)
                .nodeId(4)
                .listenOn("10.0.0.4:9081")
                .join("10.0.0.1:9081", "10.0.0.2:9081")
                .build();
        EngineConfig onDisk =
                EngineConfig.in(directory).keys(RocksConfig.STANDARD).build();
        assertThat(config.peers().members()).hasSize(3);
        assertThat(newcomer.peers().join()).hasSize(2);
        assertThat(onDisk.keys()).isEqualTo(RocksConfig.STANDARD);
    }

    @Test
    void asking() {
        Path file = directory.resolve("backup");
        try (EmbeddedEngine engine = EmbeddedEngine.start(directory.resolve("engine"))) {
            engine.awaitReady(Duration.ofSeconds(5));
            boolean leads = engine.isLeader();
            Optional<Leader> leader = engine.leader();
            Subscription leaders = engine.onLeaderChange(now -> System.out.println("leader: " + now));
            Subscription members = engine.onMembersChange(now -> System.out.println("voters: " + now.voters()));
            CompletableFuture<Void> told =
                    engine.failed().thenAccept(why -> System.err.println("the engine has stopped itself: " + why));
            assertThat(leads).isTrue();
            assertThat(told).isNotDone();
            assertThat(leader).map(Leader::nodeId).hasValue(1);
            engine.admin().takeSnapshot().join();
            engine.admin().backup(file).join();
            leaders.close();
            members.close();
        }
        assertThat(Files.exists(file)).isTrue();
    }
}
