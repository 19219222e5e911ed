package io.dengine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.dengine.api.KeyValue;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer types. */
@Timeout(60)
class QuickStartTest {
    @TempDir
    Path directory;

    @Test
    void one_line_starts_an_engine_that_keeps_what_is_put() {
        Path data = directory.resolve("data");
        try (var engine = EmbeddedEngine.start(data)) {
            engine.awaitReady(Duration.ofSeconds(5));
            engine.client().put("hello", "world");
            assertThat(engine.client().getLinearizable("hello"))
                    .map(KeyValue::valueText)
                    .hasValue("world");
        }
        try (var engine = EmbeddedEngine.start(data)) {
            engine.awaitReady(Duration.ofSeconds(5));
            assertThat(engine.client().getLinearizable("hello"))
                    .map(KeyValue::valueText)
                    .hasValue("world");
        }
    }
}
