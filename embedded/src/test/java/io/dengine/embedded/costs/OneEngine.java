package io.dengine.embedded.costs;

import io.dengine.api.AsyncClient;
import io.dengine.client.ClientSettings;
import io.dengine.embedded.EmbeddedEngine;
import io.dengine.embedded.EngineConfig;
import java.nio.file.Path;
import java.time.Duration;

/** A cluster of one node, with the standard configuration. */
final class OneEngine implements Engines {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedEngine engine;

    OneEngine(Path directory, Tally tally) {
        engine = EmbeddedEngine.start(EngineConfig.in(directory)
                .customLogStore(tally::openLog)
                .client(ClientSettings.STANDARD.withTimeout(PATIENCE))
                .build());
    }

    @Override
    public AsyncClient client() {
        return engine.client().async();
    }

    @Override
    public long term() {
        return engine.awaitReady(PATIENCE).term();
    }

    @Override
    public void close() {
        engine.close();
    }
}
