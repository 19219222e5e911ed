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
 * Makes clients of a cluster elsewhere.
 *
 * <pre>{@code
 * try (Client client = RemoteClient.connect("node1:9081", "node2:9081")) {
 *     client.put("hello", "world");
 * }
 * }</pre>
 *
 * <p>A client connects in the background, and does so for as long as it is open: it need not be made anew when nodes
 * restart, move or change. Requests wait for a connection as they wait for an answer, until their timeout. One client
 * serves all threads of a program.
 */
public final class RemoteClient {
    private RemoteClient() {}

    /**
     * A client with settings that suit almost everybody.
     *
     * @param endpoints {@code host:port} of some nodes of the cluster; one is enough, if it is up now
     * @throws IllegalArgumentException if one of them is not an address, or there is none
     */
    public static Client connect(String... endpoints) {
        return builder().endpoints(endpoints).connect();
    }

    /** What makes clients with other settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** The settings of a client to be made. Owned by one thread. */
    public static final class Builder {
        private final List<String> endpoints = new ArrayList<>();
        private ClientSettings client = ClientSettings.STANDARD;
        private Tls tls = Tls.NONE;
        private ReadPreference reading = ReadPreference.BALANCED;
        private RemoteSettings.Timing timing = RemoteSettings.Timing.STANDARD;
        private RemoteSettings.Limits limits = RemoteSettings.Limits.STANDARD;
        private String name = "d-engine for Java";

        private Builder() {}

        /** Nodes of the cluster as {@code host:port}; the others are learnt from these. Adds to those named before. */
        public Builder endpoints(String... addresses) {
            endpoints.addAll(List.of(addresses));
            return this;
        }

        /** After which time requests are given up; 10 s if nothing is said. From one millisecond. */
        public Builder timeout(Duration timeout) {
            client = client.withTimeout(timeout);
            return this;
        }

        /**
         * Whether writes are carried out once however often they have to be sent, which costs them a few bytes and the
         * cluster a little memory; true if nothing is said. Without it, a write whose answer got lost fails as unknown.
         */
        public Builder exactlyOnce(boolean once) {
            client = client.withExactlyOnce(once);
            return this;
        }

        /** Which node answers eventual reads; {@link ReadPreference#BALANCED} if nothing is said. */
        public Builder readPreference(ReadPreference preference) {
            reading = preference;
            return this;
        }

        /** Encrypts connections. */
        public Builder tls(Tls newTls) {
            tls = newTls;
            return this;
        }

        /** After so long without a sign of life a node is asked for one; 2 s if nothing is said. */
        public Builder keepAlive(Duration interval) {
            timing = timing.withKeepAlive(interval);
            return this;
        }

        /** How long connecting to a node may take; 3 s if nothing is said. */
        public Builder connectTimeout(Duration timeout) {
            timing = timing.withConnect(timeout);
            return this;
        }

        /** Connections to each node, from 1 to 64; 1 if nothing is said, which serves almost everybody. */
        public Builder connectionsPerNode(int connections) {
            limits = limits.withConnectionsPerNode(connections);
            return this;
        }

        /** Is told of each request. */
        public Builder observer(CallObserver observer) {
            client = client.withObserver(observer);
            return this;
        }

        /** Runs listeners and continuations, instead of threads of the client's own. */
        public Builder executor(Executor executor) {
            client = client.withExecutor(executor);
            return this;
        }

        /** What the nodes' operators may see of this client; at most 200 characters. */
        public Builder name(String newName) {
            name = newName;
            return this;
        }

        /** Changes what else there is to set about requests. */
        public Builder requests(UnaryOperator<ClientSettings> change) {
            client = change.apply(client);
            return this;
        }

        /** Changes what else there is to set about the limits of connections. */
        public Builder limits(UnaryOperator<RemoteSettings.Limits> change) {
            limits = change.apply(limits);
            return this;
        }

        /** Changes what else there is to set about times. */
        public Builder timing(UnaryOperator<RemoteSettings.Timing> change) {
            timing = change.apply(timing);
            return this;
        }

        /**
         * Makes a client, which begins to connect. Does not wait for it.
         *
         * @throws IllegalArgumentException if the settings cannot be used; for certificates and keys the message names
         *     the file
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
