package io.dengine.docs;

import io.dengine.api.Client;
import io.dengine.embedded.EmbeddedEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An engine for each test. */
abstract class EngineOfTest {
    @TempDir
    Path directory = Path.of("");

    private @Nullable EmbeddedEngine engine;

    @BeforeEach
    void start() throws Exception {
        EmbeddedEngine started = EmbeddedEngine.start(directory);
        engine = started;
        started.awaitReady(Duration.ofSeconds(20));
    }

    Client client() {
        return Objects.requireNonNull(engine).client();
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(engine).close();
    }
}
