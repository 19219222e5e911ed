package app;

import io.dengine.embedded.EmbeddedEngine;
import io.dengine.recipes.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** Starts an engine, stores a key and reads it back, each class from the module of its name. */
public final class Main {
    private Main() {}

    /** Prints the value that the engine returns. */
    public static void main(String[] args) throws IOException {
        try (EmbeddedEngine engine = EmbeddedEngine.start(Files.createTempDirectory("d-engine"))) {
            engine.awaitReady(Duration.ofSeconds(30));
            engine.client().put("hello", "world");
            String value = engine.client().get("hello").orElseThrow().valueText();
            String modules = nameOf(EmbeddedEngine.class) + "," + nameOf(Queue.class);
            System.out.println("hello=" + value + " modules=" + modules);
        }
    }

    private static String nameOf(Class<?> type) {
        return type.getModule().getName();
    }
}
