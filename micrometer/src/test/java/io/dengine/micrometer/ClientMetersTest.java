package io.dengine.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.client.CallObserver;
import io.dengine.client.ClientSettings;
import io.dengine.embedded.EmbeddedEngine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClientMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ClientMeters meters = new ClientMeters(registry);

    @Test
    void requests_are_timed_by_operation_and_outcome(@TempDir Path directory) {
        try (EmbeddedEngine engine = EmbeddedEngine.start(directory);
                Client client = engine.client(ClientSettings.STANDARD.withObserver(meters))) {
            engine.awaitReady(Duration.ofSeconds(20));
            client.put("key", "value");
            client.put("key", "other");
            String large = "x".repeat(20 << 20);
            assertThatThrownBy(() -> client.put("key", large)).isInstanceOf(EngineException.InvalidRequest.class);
        }
        assertThat(timed("put", "success")).isEqualTo(2);
        assertThat(timed("put", "InvalidRequest")).isEqualTo(1);
    }

    @Test
    void what_was_sent_again_is_counted() {
        CallObserver.Ongoing ongoing = meters.begun("put");
        ongoing.succeeded(3, 1_000);
        assertThat(registry.get("dengine.client.retries")
                        .tag("operation", "put")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    private long timed(String operation, String outcome) {
        return registry.get("dengine.client.requests")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .timer()
                .count();
    }
}
