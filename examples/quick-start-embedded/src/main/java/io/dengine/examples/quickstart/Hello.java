package io.dengine.examples.quickstart;

import io.dengine.embedded.EmbeddedEngine;
import java.nio.file.Path;
import java.time.Duration;

public class Hello {
    public static void main(String[] args) throws Exception {
        try (var engine = EmbeddedEngine.start(Path.of("./data"))) {
            engine.awaitReady(Duration.ofSeconds(5));
            engine.client().put("hello", "world");
            System.out.println(
                    engine.client().getLinearizable("hello").orElseThrow().valueText());
        }
    }
}
