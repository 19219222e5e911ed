package io.dengine.server;

import io.dengine.server.config.ServerConfig;
import java.util.concurrent.CompletableFuture;

/** Puts the parts of a node together and starts them. */
final class NodeAssembly {
    private NodeAssembly() {}

    /** Starts a node. Everything it needs is there or a {@link StartFailure} says what is not. */
    static RunningNode start(ServerConfig config) throws StartFailure {
        CompletableFuture<Void> failure = new CompletableFuture<>();
        String description = "address " + config.identity().listenAddress();
        return new RunningNode() {
            @Override
            public String description() {
                return description;
            }

            @Override
            public CompletableFuture<Void> failure() {
                return failure;
            }

            @Override
            public void stop() {
                failure.cancel(false);
            }
        };
    }
}
