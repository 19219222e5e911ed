package app;

import io.dengine.embedded.EmbeddedEngine;
import io.netty.util.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An application with a web server on Netty and an engine, which share one Netty. */
@SpringBootApplication
public class Main {
    /** Starts the application, stores a key, prints what the engine returns, and ends. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(Main.class);
        application.setDefaultProperties(Map.of("server.port", "0", "server.address", "127.0.0.1"));
        try (var context = application.run(args)) {
            EmbeddedEngine engine = context.getBean(EmbeddedEngine.class);
            engine.client().put("hello", "world");
            String value = engine.client().get("hello").orElseThrow().valueText();
            String netty = Version.identify().get("netty-transport").artifactVersion();
            System.out.println("hello=" + value + " boot=" + SpringBootVersion.getVersion() + " netty=" + netty);
        }
    }

    /** An engine that is ready; the application closes it. */
    @Bean
    EmbeddedEngine engine() throws IOException {
        EmbeddedEngine engine = EmbeddedEngine.start(Files.createTempDirectory("d-engine"));
        engine.awaitReady(Duration.ofSeconds(30));
        return engine;
    }
}
