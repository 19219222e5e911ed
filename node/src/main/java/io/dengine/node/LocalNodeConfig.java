package io.dengine.node;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.NodeConfig;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.node.start.CustomLogSource;
import io.dengine.transport.ClusterId;
import io.dengine.transport.TransportConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a member.
 *
 * @param dataDirectory the directory of its log; created if it is missing
 * @param cluster the cluster that a node without data belongs to
 * @param initialMembers the members that a node without data knows: the initial voters of a new cluster, or for a node
 *     that joins the members of the cluster that accepted it, including itself as a learner; a node with data ignores
 *     them
 * @param address host and port where peers reach this node
 * @param node the settings of the engine
 * @param transport the settings of the connections to peers
 * @param store the settings of the store: history and watch limits
 * @param keys where the store keeps its keys
 * @param log replaces the engine's own log, or null
 */
public record LocalNodeConfig(
        Path dataDirectory,
        ClusterId cluster,
        List<Member> initialMembers,
        String address,
        NodeConfig node,
        TransportConfig transport,
        KvConfig store,
        KeyTables.Opener keys,
        CustomLogSource.@Nullable Opener log) {
    public LocalNodeConfig {
        initialMembers = List.copyOf(initialMembers);
    }

    /** A configuration with the engine's own log. */
    public LocalNodeConfig(
            Path dataDirectory,
            ClusterId cluster,
            List<Member> initialMembers,
            String address,
            NodeConfig node,
            TransportConfig transport,
            KvConfig store,
            KeyTables.Opener keys) {
        this(dataDirectory, cluster, initialMembers, address, node, transport, store, keys, null);
    }

    /** Returns the same configuration with a custom log in place of the engine's own. */
    public LocalNodeConfig withLog(CustomLogSource.Opener custom) {
        return new LocalNodeConfig(
                dataDirectory, cluster, initialMembers, address, node, transport, store, keys, custom);
    }

    /** Returns the configuration for a node without data that was accepted by {@code otherCluster}. */
    public LocalNodeConfig admittedTo(ClusterId otherCluster, List<Member> members) {
        return new LocalNodeConfig(dataDirectory, otherCluster, members, address, node, transport, store, keys, log);
    }

    /** Returns the data directory as messages name it, wherever the process was started. */
    Path absoluteDirectory() {
        return dataDirectory.toAbsolutePath().normalize();
    }

    /** Returns the configuration that a node without data starts with. */
    public Configuration bootstrap() {
        return new Configuration(0, initialMembers);
    }

    /**
     * Returns the same configuration, once it was checked. Called where a node without data begins: a node with data
     * ignores the list, so the list must not keep it from starting.
     *
     * @throws IOException if no node could store these members; the message says why
     */
    Configuration beginning() throws IOException {
        try {
            return Configuration.ofNew(initialMembers);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "A node without data cannot begin with the configured members. " + e.getMessage()
                            + " Nothing was changed.",
                    e);
        }
    }
}
