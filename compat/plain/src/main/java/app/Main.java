package app;

import io.dengine.embedded.EmbeddedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** Starts an engine, stores a key and reads it back. */
public final class Main {
    private Main() {}

    /** Prints the value that the engine returns. */
    public static void main(String[] args) throws IOException {
        try (EmbeddedEngine engine = EmbeddedEngine.start(Files.createTempDirectory("d-engine"))) {
            engine.awaitReady(Duration.ofSeconds(30));
            engine.client().put("hello", "world");
            String value = engine.client().get("hello").orElseThrow().valueText();
            System.out.println("hello=" + value);
        }
    }
}
