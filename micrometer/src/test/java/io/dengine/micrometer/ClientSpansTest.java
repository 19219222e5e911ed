package io.dengine.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dengine.api.Client;
import io.dengine.api.EngineException;
import io.dengine.client.ClientSettings;
import io.dengine.embedded.EmbeddedEngine;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClientSpansTest {
    private final ObservationRegistry registry = ObservationRegistry.create();
    private final Queue<Observation.Context> stopped = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void collect() {
        registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    @Test
    void requests_are_children_of_what_made_them(@TempDir Path directory) {
        Observation work = Observation.createNotStarted("work", registry);
        try (EmbeddedEngine engine = EmbeddedEngine.start(directory);
                Client client = engine.client(ClientSettings.STANDARD.withObserver(new ClientSpans(registry)))) {
            engine.awaitReady(Duration.ofSeconds(20));
            work.observe(() -> client.put("key", "value"));
            String large = "x".repeat(20 << 20);
            assertThatThrownBy(() -> client.put("key", large)).isInstanceOf(EngineException.InvalidRequest.class);
        }
        List<Observation.Context> puts = stopped.stream()
                .filter(context -> Objects.equals(context.getContextualName(), "dengine put"))
                .toList();
        assertThat(puts).hasSize(2);
        assertThat(Objects.requireNonNull(puts.get(0).getParentObservation()).getContextView())
                .isSameAs(work.getContext());
        assertThat(value(puts.get(0), "outcome")).isEqualTo("success");
        assertThat(value(puts.get(0), "operation")).isEqualTo("put");
        assertThat(value(puts.get(0), "attempts")).isEqualTo("1");
        assertThat(value(puts.get(1), "outcome")).isEqualTo("InvalidRequest");
        assertThat(puts.get(1).getError()).isInstanceOf(EngineException.InvalidRequest.class);
        assertThat(puts.get(1).getParentObservation()).isNull();
    }

    private static String value(Observation.Context context, String key) {
        return context.getAllKeyValues().stream()
                .filter(pair -> pair.getKey().equals(key))
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
