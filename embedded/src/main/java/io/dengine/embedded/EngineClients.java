package io.dengine.embedded;

import io.dengine.api.AsyncClient;
import io.dengine.api.Client;
import io.dengine.client.ClientSettings;
import io.dengine.client.EngineClient;
import io.dengine.node.LocalNode;
import io.dengine.node.LocalTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The clients of an engine. They are closed with the engine. Thread-safe. */
final class EngineClients {
    private final @Nullable LocalNode store;
    private final ClientSettings settings;

    // ---- guarded by this object's monitor
    private final List<Opened> opened = new ArrayList<>();
    private @Nullable Opened shared;
    private boolean closed;

    private record Opened(LocalTarget target, AsyncClient client) {}

    /** @param store null for an engine with a custom state machine */
    EngineClients(@Nullable LocalNode store, ClientSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    synchronized Client shared() {
        Opened present = shared;
        if (present == null || present.target().isClosed() && !closed) {
            present = open(settings);
            shared = present;
        }
        return present.client().blocking();
    }

    synchronized Client another(ClientSettings own) {
        return open(own).client().blocking();
    }

    private Opened open(ClientSettings own) {
        LocalNode node = store;
        if (node == null) {
            throw new IllegalStateException(
                    "this engine replicates a state machine of your own: use propose() and" + " readIndex()");
        }
        opened.removeIf(client -> client.target().isClosed());
        LocalTarget target = new LocalTarget(node, Runnable::run);
        Opened client = new Opened(target, new EngineClient(target, own.withEndsWithNode(true)));
        if (closed) {
            client.client().close();
        } else {
            opened.add(client);
        }
        return client;
    }

    /** Closes all clients. Must be called after the node was closed, which completes the pending requests. */
    void close() {
        List<Opened> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(opened);
            opened.clear();
        }
        open.forEach(client -> client.client().close());
    }
}
