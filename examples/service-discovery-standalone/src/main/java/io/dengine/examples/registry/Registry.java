package io.dengine.examples.registry;

import io.dengine.api.Client;
import io.dengine.client.remote.RemoteClient;

/** Settings that both programs share: the address of the cluster, and the keys of instances. */
final class Registry {
    /** The prefix of the keys of all services. */
    static final String PREFIX = "/services/";

    private Registry() {}

    /** The key of an instance. */
    static String key(String service, String instance) {
        return PREFIX + service + "/" + instance;
    }

    /** A client of the nodes that NODES names; of those of the three-node example if it does not. */
    static Client connect() {
        String nodes = System.getenv().getOrDefault("NODES", "127.0.0.1:9081,127.0.0.1:9082,127.0.0.1:9083");
        return RemoteClient.connect(nodes.split(","));
    }
}
