package io.dengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.Client;
import io.dengine.client.remote.RemoteClient;
import io.dengine.embedded.Durability;
import io.dengine.embedded.EngineConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/consistency-tuning.md, and what docs/quick-start.md says of a cluster elsewhere. */
class TuningTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void durability() {
        EngineConfig config = EngineConfig.in(directory)
                .durability(Durability.MEM_FIRST)
                .syncEvery(1_000, Duration.ofMillis(20))
                .build();
        assertThat(config.directory()).isEqualTo(directory);
    }

    /** For three nodes that run; {@code examples/client-usage-standalone} runs the like. */
    static void remote() {
        try (Client client = RemoteClient.connect("127.0.0.1:9081", "127.0.0.1:9082", "127.0.0.1:9083")) {
            client.put("hello", "world");
            client.getLinearizable("hello").ifPresent(found -> System.out.println(found.valueText()));
        }
    }
}
