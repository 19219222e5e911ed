package io.dengine.client.remote;

import io.dengine.api.Client;
import io.dengine.client.CallObserver;
import io.dengine.client.ClientSettings;
import io.dengine.client.EngineClient;
import io.dengine.client.tls.Tls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * Creates clients of a remote cluster.
 *
 * <pre>{@code
 * try (Client client = RemoteClient.connect("node1:9081", "node2:9081")) {
 *     client.put("hello", "world");
 * }
 * }</pre>
 *
 * <p>A client connects in the background and keeps reconnecting while it is open: it need not be re-created when nodes
 * restart, move or change. Requests wait for a connection as they wait for an answer, until their timeout. One client
 * serves all threads of a program.
 */
public final class RemoteClient {
    private RemoteClient() {}

    /**
     * Creates a client with the default settings.
     *
     * @param endpoints {@code host:port} of some nodes of the cluster; one is enough, if it is up now
     * @throws IllegalArgumentException if one of them is not an address, or there is none
     */
    public static Client connect(String... endpoints) {
        return builder().endpoints(endpoints).connect();
    }

    /** Returns a builder of clients with other settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** The settings of a new client. Not thread-safe. */
    public static final class Builder {
        private final List<String> endpoints = new ArrayList<>();
        private ClientSettings client = ClientSettings.STANDARD;
        private Tls tls = Tls.NONE;
        private ReadPreference reading = ReadPreference.BALANCED;
        private RemoteSettings.Timing timing = RemoteSettings.Timing.STANDARD;
        private RemoteSettings.Limits limits = RemoteSettings.Limits.STANDARD;
        private String name = "d-engine for Java";

        private Builder() {}

        /** Adds nodes of the cluster as {@code host:port}; the client learns the others from them. */
        public Builder endpoints(String... addresses) {
            endpoints.addAll(List.of(addresses));
            return this;
        }

        /** Sets the time after which requests fail; at least one millisecond. Default: 10 s. */
        public Builder timeout(Duration timeout) {
            client = client.withTimeout(timeout);
            return this;
        }

        /**
         * Sets whether a write is applied once however often it has to be sent. This costs a few bytes for each write
         * and a little memory in the cluster. Without it, a write whose answer was lost fails with an unknown outcome.
         * Default: true.
         */
        public Builder exactlyOnce(boolean once) {
            client = client.withExactlyOnce(once);
            return this;
        }

        /** Sets which node answers eventual reads. Default: {@link ReadPreference#BALANCED}. */
        public Builder readPreference(ReadPreference preference) {
            reading = preference;
            return this;
        }

        /** Encrypts connections. Default: no encryption. */
        public Builder tls(Tls newTls) {
            tls = newTls;
            return this;
        }

        /** Sets the time without data from a node after which the client sends a ping. Default: 2 s. */
        public Builder keepAlive(Duration interval) {
            timing = timing.withKeepAlive(interval);
            return this;
        }

        /** Sets how long connecting to a node may take. Default: 3 s. */
        public Builder connectTimeout(Duration timeout) {
            timing = timing.withConnect(timeout);
            return this;
        }

        /** Sets the number of connections to each node, from 1 to 64. Default: 1, which suits almost all programs. */
        public Builder connectionsPerNode(int connections) {
            limits = limits.withConnectionsPerNode(connections);
            return this;
        }

        /** Sets an observer that receives an event for each request. */
        public Builder observer(CallObserver observer) {
            client = client.withObserver(observer);
            return this;
        }

        /** Sets the executor of listeners and continuations. Default: threads of the client's own. */
        public Builder executor(Executor executor) {
            client = client.withExecutor(executor);
            return this;
        }

        /** Sets the name that operators of the nodes see for this client; at most 200 characters. */
        public Builder name(String newName) {
            name = newName;
            return this;
        }

        /** Changes further settings of requests. */
        public Builder requests(UnaryOperator<ClientSettings> change) {
            client = change.apply(client);
            return this;
        }

        /** Changes further limits of connections. */
        public Builder limits(UnaryOperator<RemoteSettings.Limits> change) {
            limits = change.apply(limits);
            return this;
        }

        /** Changes further times. */
        public Builder timing(UnaryOperator<RemoteSettings.Timing> change) {
            timing = change.apply(timing);
            return this;
        }

        /**
         * Creates a client, which starts connecting in the background. Does not wait for a connection.
         *
         * @throws IllegalArgumentException if the settings are invalid; for certificates and keys the message names the
         *     file
         */
        public Client connect() {
            RemoteSettings remote = new RemoteSettings(endpoints, tls, reading, timing, limits, name);
            try {
                tls.check();
            } catch (IOException e) {
                throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
            }
            return new EngineClient(new RemoteTarget(remote), client).blocking();
        }
    }
}
