package io.dengine.embedded;

import io.dengine.core.membership.Configuration;
import io.dengine.core.membership.Member;
import io.dengine.engine.NodeConfig;
import io.dengine.kv.store.KeyTables;
import io.dengine.kv.store.KvConfig;
import io.dengine.transport.ClusterId;
import io.dengine.transport.TransportConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member is made from.
 *
 * @param dataDirectory where its log lives; created if it is not there
 * @param cluster the cluster that a node without data belongs to
 * @param initialMembers the members that a node without data knows of: the voters of a new cluster, or for a node that
 *     joins those that admitted it, itself as a learner among them; a node with data ignores them
 * @param address host and port where peers reach this node
 * @param store how much of the past the store keeps, and the like
 * @param keys where the store keeps its keys
 * @param log in place of the engine's own log, or null
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
        @Nullable LogStoreOpener log) {
    public LocalNodeConfig {
        initialMembers = List.copyOf(initialMembers);
    }

    /** With the engine's own log. */
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

    /** The same for a node without data that was admitted to {@code otherCluster}. */
    public LocalNodeConfig admittedTo(ClusterId otherCluster, List<Member> members) {
        return new LocalNodeConfig(dataDirectory, otherCluster, members, address, node, transport, store, keys, log);
    }

    Configuration bootstrap() {
        return new Configuration(0, initialMembers);
    }
}
